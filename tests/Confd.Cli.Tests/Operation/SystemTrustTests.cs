using Confd.Cli.Tests.Support;
using Confd.Cli.Tests.Tables;
using Confd.TestSupport;
using Confd.TestSupport.Servers;

namespace Confd.Cli.Tests.Operation;

/// <summary>The program as a process, and a table behind TLS.</summary>
public sealed class SystemTrustTests : IAsyncLifetime
{
    private readonly TempDirectory _folder = new();
    private TestCertificates _certificates = null!;
    private TlsFront _front = null!;
    private TableRun _table = null!;

    public async ValueTask InitializeAsync()
    {
        _certificates = new TestCertificates(Directory.CreateDirectory(_folder["certificates"]).FullName);
        _front = new TlsFront(new Uri(DynamoDbLocal.Endpoint), _certificates.Server, _certificates.ServerKey);
        _table = await TableRun.CreateAsync();
        await _table.PrintsAsync("put", "/a", "1");
        _folder.Write(
            "conf.d/app.toml",
            $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder["app.conf"]}\"\nkeys = [\"/\"]\ncheck_cmd = \"env > {_folder["env"]}\"\n");
        _folder.Write("templates/app.tmpl", "a={{getv \"/a\"}}\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        await _table.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_AuthorityIsInTheFileOfTheVariable_IsTrustedAndCommandsGetTheVariable()
    {
        var (status, _, error) = await RunAsync("localhost", ("SSL_CERT_FILE", _certificates.Authority));

        status.ShouldBe(0, error);
        File.ReadAllText(_folder["app.conf"]).ShouldBe("a=1\n");
        File.ReadAllLines(_folder["env"]).Where(line => line.StartsWith("SSL_CERT_", StringComparison.Ordinal))
            .ShouldBe([$"SSL_CERT_FILE={_certificates.Authority}", $"SSL_CERT_DIR={_folder["nothing"]}"], ignoreOrder: true);
    }

    [Fact]
    public async Task Run_ServerSendsAnIntermediateAuthority_FindsItsRoot()
    {
        await _front.DisposeAsync();
        _front = new TlsFront(new Uri(DynamoDbLocal.Endpoint), _certificates.Behind, _certificates.BehindKey);

        var (status, _, error) = await RunAsync("localhost", ("SSL_CERT_FILE", _certificates.Authority));

        status.ShouldBe(0, error);
    }

    [Fact]
    public async Task Run_AuthorityIsInTheFolderOfTheVariable_IsTrusted()
    {
        Directory.CreateDirectory(_folder["trusted"]);
        File.Copy(_certificates.Authority, _folder["trusted/authority.pem"]);

        var (status, _, error) = await RunAsync("localhost", ("SSL_CERT_DIR", _folder["trusted"]));

        status.ShouldBe(0, error);
        File.ReadAllLines(_folder["env"]).ShouldContain($"SSL_CERT_DIR={_folder["trusted"]}");
    }

    [Fact]
    public async Task Run_AuthorityIsNotTheSystems_FailsAndReportsWhy()
    {
        var (status, _, error) = await RunAsync("localhost");

        status.ShouldBe(1);
        error.ShouldContain("errors in the certificate chain: PartialChain");
        File.Exists(_folder["app.conf"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Run_CertificateIsForAnotherName_FailsAndReportsWhy()
    {
        var (status, _, error) = await RunAsync("127.0.0.2", ("SSL_CERT_FILE", _certificates.Authority));

        status.ShouldBe(1);
        error.ShouldContain("RemoteCertificateNameMismatch");
    }

    [Fact]
    public async Task Run_CertificateHasACommonNameAlone_FailsAndReportsWhy()
    {
        await _front.DisposeAsync();
        _front = new TlsFront(new Uri(DynamoDbLocal.Endpoint), _certificates.Nameless, _certificates.NamelessKey);

        var (status, _, error) = await RunAsync("localhost", ("SSL_CERT_FILE", _certificates.Authority));

        status.ShouldBe(1);
        error.ShouldContain("does not name the server in its subjectAltName");
    }

    [Fact]
    public async Task Run_CaBundleOfAws_IsTrustedInPlaceOfTheSystems()
    {
        var (status, _, error) = await RunAsync("localhost", ("AWS_CA_BUNDLE", _certificates.Authority));
        var other = new TestCertificates(Directory.CreateDirectory(_folder["other"]).FullName);
        var (refused, _, why) = await RunAsync(
            "localhost", ("AWS_CA_BUNDLE", other.Authority), ("SSL_CERT_FILE", _certificates.Authority));

        status.ShouldBe(0, error);
        refused.ShouldBe(1);
        why.ShouldContain("certificate");
    }

    [Fact]
    public async Task Run_CaBundleOfTheProfile_IsTrusted()
    {
        _folder.Write(".aws/config", $"[default]\nca_bundle = {_certificates.Authority}\n");

        var (status, _, error) = await RunAsync("localhost");

        status.ShouldBe(0, error);
    }

    private Task<(int Status, string Output, string Error)> RunAsync(string host, params (string Name, string Value)[] variables) =>
        ProgramProcess.RunAsync(
            _folder,
            ["dynamodb", "--table", _table.Table, "--onetime", "--confdir", _folder.Path, "--config-file", _folder["none.toml"]],
            [
                new("DYNAMODB_LOCAL", "1"), new("DYNAMODB_ENDPOINT_URL", $"https://{host}:{_front.Port}"), new("AWS_REGION", "us-east-1"),
                new("SSL_CERT_FILE", _folder["nothing"]), new("SSL_CERT_DIR", _folder["nothing"]),
                new("AWS_ACCESS_KEY_ID", "dummy"), new("AWS_SECRET_ACCESS_KEY", "dummy"),
                .. variables.Select(variable => new KeyValuePair<string, string>(variable.Name, variable.Value)),
            ]);
}

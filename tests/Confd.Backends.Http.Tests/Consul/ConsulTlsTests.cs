using Confd.TestSupport;
using Confd.TestSupport.Servers;

namespace Confd.Backends.Http.Tests.Consul;

/// <summary>TLS, on a real Consul that demands client certificates.</summary>
public sealed class ConsulTlsTests : IAsyncLifetime
{
    private readonly TempDirectory _folder = new();
    private readonly TestCertificates _certificates;
    private readonly int _port = ReservedPort.Take();
    private ServerProcess? _server;

    public ConsulTlsTests() => _certificates = new TestCertificates(_folder.Path);

    public async ValueTask InitializeAsync()
    {
        var settings = $$"""
            ports { https = {{_port}} }
            ca_file = "{{_certificates.Authority}}"
            cert_file = "{{_certificates.Server}}"
            key_file = "{{_certificates.ServerKey}}"
            verify_incoming_https = true
            """;
        _server = ConsulServer.Create(BackendServers.Program("consul"), ReservedPort.Take(), ["-hcl", settings]);
        await _server.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? default);
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_AuthorityAndClientCertificate_AreUsed()
    {
        await using var backend = await OpenAsync(
            (TlsFiles.ClientCaKeys, _certificates.Authority),
            (TlsFiles.ClientCert, _certificates.Client),
            (TlsFiles.ClientKey, _certificates.ClientKey));

        (await backend.ReadAsync(["/a"], Cancellation)).Select(["/a"]).ShouldBeEmpty();
        (await backend.CheckHealthAsync(Cancellation)).IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_AuthorityIsNotTrusted_FailsAtOnceAndNamesTheOptionToSet()
    {
        await using var backend = await OpenAsync();

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation));

        var cause = failed.InnerException.ShouldBeOfType<HttpBackendException>();
        (cause.Failure, cause.Attempts).ShouldBe((HttpFailure.Untrusted, 1));
        failed.Message.ShouldContain("client_cakeys");
    }

    [Fact]
    public async Task Read_NoClientCertificate_Fails()
    {
        await using var backend = await OpenAsync((TlsFiles.ClientCaKeys, _certificates.Authority));

        await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation));
    }

    [Theory]
    [InlineData("client-ca-keys", "cannot read /nonexistent")]
    [InlineData("client-cert", "a client certificate needs its key")]
    public async Task Open_FilesThatCannotBeUsed_AreNamed(string option, string message)
    {
        var row = new ConsulBackendFactory().Options.First(each => each.Name == option);

        (await Should.ThrowAsync<KeyBackendException>(() => OpenAsync((row, "/nonexistent")))).Message.ShouldContain(message);
    }

    [Fact]
    public async Task Open_FileIsNoCertificate_IsNotQuoted()
    {
        using var folder = new TempDirectory();
        var file = folder.Write("secret.pem", "not a certificate but hush");

        var failed = await Should.ThrowAsync<KeyBackendException>(() => OpenAsync((TlsFiles.ClientCaKeys, file)));

        failed.Message.ShouldContain(file);
        failed.Message.ShouldNotContain("hush");
    }

    private Task<IKeyBackend> OpenAsync(params (BackendOption Option, object Value)[] more)
    {
        (BackendOption, object)[] all =
            [.. more, (ConsulBackendFactory.Node, new[] { $"127.0.0.1:{_port}" }), (ConsulBackendFactory.Scheme, "https")];
        var context = new BackendContext { Retry = new BackendRetry { MaxAttempts = 2, BaseDelay = TimeSpan.FromMilliseconds(1) } };
        return new ConsulBackendFactory { Environment = _ => null }.OpenAsync(
            new BackendSection("consul", all.Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))), context, Cancellation);
    }
}

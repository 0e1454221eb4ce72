using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confd.Shared.Tls;
using Confd.TestSupport;

namespace Confd.Aws.Tests.Tls;

public sealed class SystemTrustTests : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly TempDirectory _folder = new();
    private readonly List<X509Certificate2> _made = [];
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;
    private readonly X509Certificate2 _server;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public SystemTrustTests()
    {
        _root = Make("CN=Root", null);
        _intermediate = Make("CN=Intermediate", _root);
        _server = Make("CN=server", _intermediate, ForServers);
    }

    public void Dispose()
    {
        _made.ForEach(certificate => certificate.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void Problems_RootInTheBundle_None()
    {
        var bundle = Write("bundle.crt", Make("CN=Other", null), _root, Make("CN=Another", null));

        Problems(_server, [_intermediate], bundle).ShouldBeEmpty();
    }

    [Fact]
    public void Problems_RootInAFolder_None()
    {
        var bundle = Write("bundle.crt", Make("CN=Other", null));
        _folder.Write("folder/notes.txt", "no certificate");
        Write("folder/root.pem", _root);

        Problems(_server, [_intermediate], bundle, "/nonexistent", _folder["folder"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Problems_PipeAmongTheFiles_IsSkipped()
    {
        Write("folder/root.pem", _root);
        NamedPipe.Make(_folder["folder/a.pem"]);
        var pipe = NamedPipe.Make(_folder["bundle.crt"]);

        (await NamedPipe.WithoutWaitingAsync(() => Problems(_server, [_intermediate], pipe, _folder["folder"]))).ShouldBeEmpty();
    }

    [Fact]
    public void Problems_IntermediateNotSentButInTheSystemStore_None() =>
        Problems(_server, [], Write("bundle.crt", _intermediate, _root)).ShouldBeEmpty();

    [Fact]
    public void Problems_IntermediateIsNowhere_ChainIsPartial() =>
        Problems(_server, [], Write("bundle.crt", _root)).ShouldContain(X509ChainStatusFlags.PartialChain);

    [Fact]
    public void Problems_RootSentButNotInTheSystemStore_Untrusted() =>
        Problems(_server, [_intermediate, _root], Write("bundle.crt", Make("CN=Other", null)))
            .ShouldContain(X509ChainStatusFlags.UntrustedRoot);

    [Fact]
    public void Problems_RootOfTheSameNameWithAnotherKey_AreReported()
    {
        var bundle = Write("bundle.crt", Make("CN=Root", null));

        Problems(_server, [_intermediate], bundle).ShouldNotBeEmpty();
        Problems(_server, [_intermediate, _root], bundle).ShouldNotBeEmpty();
    }

    [Fact]
    public void Problems_TwoRootsOfOneName_UsesTheOneThatSigned() =>
        Problems(_server, [_intermediate], Write("bundle.crt", Make("CN=Root", null), _root)).ShouldBeEmpty();

    [Fact]
    public void Problems_OnlyTheIntermediateIsInTheSystemStore_ChainIsPartial() =>
        Problems(_server, [_intermediate], Write("bundle.crt", _intermediate)).ShouldContain(X509ChainStatusFlags.PartialChain);

    [Fact]
    public void Problems_SelfSignedServer_NoneIfTrustedByTheSystem()
    {
        var server = Make("CN=alone", null);

        Problems(server, [], Write("bundle.crt", _root)).ShouldContain(X509ChainStatusFlags.UntrustedRoot);
        Problems(server, [], Write("bundle.crt", _root, server)).ShouldBeEmpty();
    }

    [Fact]
    public void Problems_Expired_NotTimeValid() =>
        Problems(Make("CN=old", _root, ForServers, days: -1), [], Write("bundle.crt", _root))
            .ShouldContain(X509ChainStatusFlags.NotTimeValid);

    [Fact]
    public void Problems_CertificateForClients_NotValidForUsage() =>
        Problems(Make("CN=client", _root, ForClients), [], Write("bundle.crt", _root))
            .ShouldContain(X509ChainStatusFlags.NotValidForUsage);

    [Fact]
    public void Problems_InvalidTextInTheBundle_IsSkipped()
    {
        var bundle = _folder.Write(
            "bundle.crt",
            $"""
            # comment
            -----BEGIN CERTIFICATE-----
            bm8gY2VydGlmaWNhdGU=
            -----END CERTIFICATE-----
            -----BEGIN TRUSTED CERTIFICATE-----
            bm8gY2VydGlmaWNhdGU=
            -----END TRUSTED CERTIFICATE-----
            {_root.ExportCertificatePem()}
            """);

        Problems(_server, [_intermediate], bundle).ShouldBeEmpty();
    }

    [Fact]
    public void Problems_NothingIsThere_ChainIsPartial() =>
        Problems(_server, [_intermediate], "/nonexistent", "/nonexistent").ShouldContain(X509ChainStatusFlags.PartialChain);

    [Fact]
    public void Files_VariablesAreSet_NameThem()
    {
        Write("one.pem", _root);
        Write("folder/two.pem", _root);
        var variables = new Dictionary<string, string>
        {
            ["SSL_CERT_FILE"] = _folder["one.pem"],
            ["SSL_CERT_DIR"] = $"/nonexistent:{_folder["folder"]}",
        };

        SystemCertificates.Find(variables.GetValueOrDefault).Files().ShouldBe([_folder["one.pem"], _folder["folder/two.pem"]]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Options_UnchangedRuntime_OnlyAddTheNameCheck(bool hasBundle)
    {
        var options = hasBundle ? SystemTrust.TryCreateOptions(Write("bundle.crt", _root))! : SystemTrust.CreateOptions();
        var validate = options.RemoteCertificateValidationCallback.ShouldNotBeNull();

        (options.CertificateChainPolicy is not null).ShouldBe(hasBundle);
        Should.Throw<AuthenticationException>(() => validate(this, _server, null, SslPolicyErrors.None))
            .Message.ShouldContain("subjectAltName");
        Should.Throw<AuthenticationException>(() => validate(this, _server, null, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    private static IReadOnlyList<X509ChainStatusFlags> Problems(
        X509Certificate2 server, X509Certificate2[] sent, string bundle, params string[] folders) =>
        SystemTrust.FindProblems(server, [.. sent], new SystemCertificates(bundle, folders));

    private string Write(string name, params X509Certificate2[] certificates) =>
        _folder.Write(name, string.Join('\n', certificates.Select(certificate => certificate.ExportCertificatePem())));

    /// <summary>A certificate with its key: of an authority, or where a usage is given of somebody else.</summary>
    /// <param name="name">Its subject.</param>
    /// <param name="issuer">Who signs it; null for itself.</param>
    /// <param name="usage">What it is for.</param>
    /// <param name="days">How long from now it is valid; in the past where it is negative.</param>
    private X509Certificate2 Make(string name, X509Certificate2? issuer, string? usage = null, int days = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(usage is null, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (issuer is not null)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        }

        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        var (from, to) = (_now.AddDays(-3), _now.AddDays(days));
        using var unkeyed = issuer is null
            ? request.CreateSelfSigned(from, _now.AddDays(2))
            : request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(8));
        var made = issuer is null
            ? X509CertificateLoader.LoadPkcs12(unkeyed.Export(X509ContentType.Pfx), null)
            : unkeyed.CopyWithPrivateKey(key);
        _made.Add(made);
        return made;
    }
}

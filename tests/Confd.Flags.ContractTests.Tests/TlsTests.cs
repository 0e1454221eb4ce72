using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confd.TestSupport;

namespace Confd.Flags.ContractTests.Tests;

public sealed class TlsTests
{
    [Theory]
    [Capability("tls:verify-peer")]
    [Capability("tls:skip-verify-peer")]
    [Capability("tls:custom-ca")]
    [InlineData("", false)]
    [InlineData("\"skipVerifyPeer\":true", true)]
    [InlineData("\"customCAFile\":\"FILE\"", true)]
    public async Task Streaming_UntrustedCertificate_IsAcceptedOnlyIfRequested(string tls, bool expected)
    {
        using var folder = new TempDirectory();
        using var certificate = CreateCertificate();
        var file = Path.Combine(folder.Path, "ca.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), Cancellation);
        await using var harness = await Harness.StartAsync(certificate);
        var endpoint = harness.Streaming(
            """{"a":{"key":"a","version":1,"on":true,"variations":["x"],"fallthrough":{"variation":0}}}""").Endpoint;

        using var answer = await harness.PostAsync($$"""
            {"configuration":{"credential":"k","startWaitTimeMs":{{(expected ? 20_000 : 300)}},
             "tls":{{"{"}}{{tls.Replace("FILE", file, StringComparison.Ordinal)}} },"streaming":{"baseUri":"{{endpoint.Address}}","initialRetryDelayMs":1} } }
            """);

        answer.StatusCode.ShouldBe(expected ? HttpStatusCode.Created : HttpStatusCode.InternalServerError);
        endpoint.Waiting.ShouldBe(expected ? 1 : 0);
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var own = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), password: null);
    }
}

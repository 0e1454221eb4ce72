using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confd.TestSupport;

namespace Confd.Backends.Http.Tests.Support;

/// <summary>A private authority with a server's and a client's certificate, as files.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly TempDirectory _folder = new();

    public TestCertificates()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Authority = _folder.Write("ca.pem", authority.ExportCertificatePem());
        (Server, ServerKey) = Issue("server", authority);
        (Client, ClientKey) = Issue("client", authority);
    }

    public string Authority { get; }

    public string Server { get; }

    public string ServerKey { get; }

    public string Client { get; }

    public string ClientKey { get; }

    public void Dispose() => _folder.Dispose();

    private (string Certificate, string Key) Issue(string name, X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, new DateTimeOffset(authority.NotBefore), new DateTimeOffset(authority.NotAfter), RandomNumberGenerator.GetBytes(8));
        return (_folder.Write($"{name}.pem", certificate.ExportCertificatePem()), _folder.Write($"{name}.key", key.ExportECPrivateKeyPem()));
    }
}

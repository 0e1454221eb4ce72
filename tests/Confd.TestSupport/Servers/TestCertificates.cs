using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Confd.TestSupport.Servers;

/// <summary>
/// An authority of a test, and certificates that it gave to a server on loopback and to a client, as PEM files of a folder.
/// </summary>
public sealed class TestCertificates
{
    private readonly string _folder;

    /// <summary>Makes them.</summary>
    /// <param name="folder">Where the files go; exists.</param>
    public TestCertificates(string folder)
    {
        _folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=confd test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        Give(authority, "server").Dispose();
        Give(authority, "client").Dispose();
        Give(authority, "localhost", hasNames: false).Dispose();
        using var between = Give(authority, "between", hasNames: false, isAuthority: true);
        Give(between, "behind").Dispose();
        File.AppendAllText(Behind, "\n" + between.ExportCertificatePem());
    }

    /// <summary>The authority's certificate.</summary>
    public string Authority => Path.Combine(_folder, "ca.pem");

    /// <summary>The certificate of a server called <c>localhost</c> and <c>127.0.0.1</c>.</summary>
    public string Server => Path.Combine(_folder, "server.pem");

    /// <summary>Its key.</summary>
    public string ServerKey => Path.Combine(_folder, "server.key");

    /// <summary>The certificate of a client.</summary>
    public string Client => Path.Combine(_folder, "client.pem");

    /// <summary>Its key.</summary>
    public string ClientKey => Path.Combine(_folder, "client.key");

    /// <summary>A certificate of <c>localhost</c> by its common name alone; of a person otherwise.</summary>
    public string Nameless => Path.Combine(_folder, "localhost.pem");

    /// <summary>Its key.</summary>
    public string NamelessKey => Path.Combine(_folder, "localhost.key");

    /// <summary>The certificate of a server that an authority between gave it, whose certificate stands behind it.</summary>
    public string Behind => Path.Combine(_folder, "behind.pem");

    /// <summary>Its key.</summary>
    public string BehindKey => Path.Combine(_folder, "behind.key");

    private X509Certificate2 Give(X509Certificate2 authority, string name, bool hasNames = true, bool isAuthority = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress("somebody@example.com");
        if (hasNames)
        {
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());

        if (isAuthority)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var now = TimeProvider.System.GetUtcNow();
        var hours = isAuthority ? 13 : 12; // longer than those that it gives to others
        using var certificate = request.Create(
            authority, now.AddHours(-hours), now.AddHours(hours), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(_folder, name + ".pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, name + ".key"), key.ExportPkcs8PrivateKeyPem());
        return certificate.CopyWithPrivateKey(key);
    }
}

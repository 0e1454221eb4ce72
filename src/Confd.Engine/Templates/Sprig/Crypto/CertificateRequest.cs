using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confd.Engine.Posix;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using BclRequest = System.Security.Cryptography.X509Certificates.CertificateRequest;

namespace Confd.Engine.Templates.Sprig.Crypto;

/// <summary>The content of a certificate.</summary>
/// <param name="CommonName">The subject.</param>
/// <param name="Addresses">Alternative names.</param>
/// <param name="DnsNames">Alternative names.</param>
/// <param name="IsAuthority">Whether it may sign others.</param>
internal sealed record CertificateRequest(
    string CommonName, IReadOnlyList<IPAddress> Addresses, IReadOnlyList<string> DnsNames, bool IsAuthority)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const int SerialBytes = 16;

    /// <summary>Parses an address for the alternative names.</summary>
    /// <exception cref="TemplateFunctionException">It is not valid.</exception>
    public static IPAddress ReadAddress(ByteString text) =>
        IPAddress.TryParse(text.ToString(), out var address) && IsPlain(text)
            ? address
            : throw new TemplateFunctionException($"error parsing ip: {text}");

    /// <summary>Throws for a text that is not a certificate.</summary>
    /// <exception cref="TemplateFunctionException">It contains no PEM, or no certificate in it.</exception>
    public static void Check(string pem, string step) => Read(pem, step).Dispose();

    /// <summary>The signed certificate in PEM.</summary>
    /// <param name="key">The key of the subject.</param>
    /// <param name="now">The start of its validity.</param>
    /// <param name="days">The length of its validity.</param>
    /// <param name="authority">Certificate and key of the issuer, in PEM; null for a self-signed certificate.</param>
    /// <exception cref="TemplateFunctionException">The authority cannot sign, or the time is out of range.</exception>
    public string Sign(SigningKey key, DateTimeOffset now, long days, (string Certificate, string Key)? authority)
    {
        if (authority is null)
        {
            return Sign(key, now, days, NameOf(CommonName), key, null);
        }

        using var signer = Read(authority.Value.Certificate, "error parsing certificate: decodedSignerCert.Bytes");
        using var signingKey = ReadSigningKey(authority.Value.Key);
        return Sign(key, now, days, signer.SubjectName, signingKey, signer);
    }

    private static SigningKey ReadSigningKey(string pem)
    {
        try
        {
            return SigningKey.Read(pem);
        }
        catch (TemplateFunctionException exception)
        {
            throw new TemplateFunctionException($"error parsing private key: {exception.Text}", exception);
        }
    }

    private string Sign(
        SigningKey key, DateTimeOffset now, long days, X500DistinguishedName issuer, SigningKey signingKey, X509Certificate2? signer)
    {
        try
        {
            var request = new BclRequest(NameOf(CommonName), key.PublicKey, signingKey.Hash);
            AddExtensions(request, signer);
            using var certificate = request.Create(issuer, signingKey.Signer, now, now.AddDays(days), Serial());
            return certificate.ExportCertificatePem() + "\n";
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new TemplateFunctionException("error creating certificate: the name, the time or the key does not allow it", exception);
        }
    }

    private void AddExtensions(BclRequest request, X509Certificate2? signer)
    {
        var usage = X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DigitalSignature;
        usage |= IsAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.None;
        var extensions = request.CertificateExtensions;
        extensions.Add(new X509KeyUsageExtension(usage, critical: true));
        extensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        extensions.Add(new X509BasicConstraintsExtension(IsAuthority, hasPathLengthConstraint: false, 0, critical: true));
        if (IsAuthority)
        {
            extensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        }

        if (signer?.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } identifier)
        {
            extensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        }

        if (Addresses.Count + DnsNames.Count > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            DnsNames.ToList().ForEach(names.AddDnsName);
            Addresses.ToList().ForEach(names.AddIpAddress);
            extensions.Add(names.Build());
        }
    }

    private static X500DistinguishedName NameOf(string commonName)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        return builder.Build();
    }

    private static byte[] Serial()
    {
        // Positive, and without a leading zero.
        var serial = SystemRandom.Bytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }

    private static X509Certificate2 Read(string pem, string step)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            throw new TemplateFunctionException("unable to decode certificate");
        }

        OpenSsl.Require();
        try
        {
            return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(pem[fields.Base64Data]));
        }
        catch (CryptographicException exception)
        {
            throw new TemplateFunctionException($"{step}: it is not an X.509 certificate", exception);
        }
    }

    // .NET also parses forms such as 127.1 and scopes, which Go refuses.
    private static bool IsPlain(ByteString text) =>
        text.Span.Contains((byte)':') ? !text.Span.ContainsAny((byte)'%', (byte)'[') : text.Span.Count((byte)'.') == 3;
}

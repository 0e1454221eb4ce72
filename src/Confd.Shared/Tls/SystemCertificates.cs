using System.Buffers;
using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confd.Shared.Files;

namespace Confd.Shared.Tls;

/// <summary>The certificates that the system trusts: files in PEM form, in the places where OpenSSL and Go look for them.</summary>
/// <param name="bundle">The file with all of them; null where there is none.</param>
/// <param name="folders">Folders with a file for each.</param>
internal sealed class SystemCertificates(string? bundle, IReadOnlyList<string> folders)
{
    private const int FieldsBeforeSubject = 4;

    private static readonly string[] Bundles =
    [
        "/etc/ssl/certs/ca-certificates.crt", // Debian, Arch, images without a distribution
        "/etc/pki/tls/certs/ca-bundle.crt", // Fedora, Amazon Linux
        "/etc/ssl/ca-bundle.pem", // SUSE
        "/etc/pki/tls/cacert.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Red Hat
        "/etc/ssl/cert.pem", // Alpine
    ];

    private static readonly string[] Folders = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

    /// <summary>Finds them: by <c>SSL_CERT_FILE</c> and <c>SSL_CERT_DIR</c>, or where these are not set in the places of the
    /// distributions.</summary>
    public static SystemCertificates Find(Func<string, string?> environment)
    {
        var bundle = environment("SSL_CERT_FILE") is { Length: > 0 } file ? file : Bundles.FirstOrDefault(File.Exists);
        var folders = environment("SSL_CERT_DIR") is { Length: > 0 } list
            ? list.Split(':', StringSplitOptions.RemoveEmptyEntries)
            : Folders;
        return new SystemCertificates(bundle, folders);
    }

    /// <summary>The files; those of a folder after the bundle, which usually holds all of them.</summary>
    public IEnumerable<string> Files() => (bundle is null ? [] : new[] { bundle }).Concat(folders.SelectMany(In));

    /// <summary>True where a file holds a certificate, valid or not.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsBundle(string file) =>
        RegularFile.ReadAll(file, RegularFile.MaxCertificateBytes).AsSpan().IndexOf("-----BEGIN CERTIFICATE-----"u8) >= 0;

    /// <summary>Reads the certificates of a file.</summary>
    /// <param name="file">The file; one that cannot be read, or holds no certificates, yields none.</param>
    /// <param name="isNeeded">Whether a certificate is needed, by its subject in DER; only those are parsed.</param>
    /// <remarks>Blocks with other labels are skipped, as by the runtime: a <c>TRUSTED CERTIFICATE</c> repeats the plain one and
    /// adds its purposes.</remarks>
    public static IEnumerable<X509Certificate2> Read(string file, Func<ReadOnlyMemory<byte>, bool> isNeeded)
    {
        var text = TextOf(file);
        var encoded = new byte[text.Length];
        while (PemEncoding.TryFindUtf8(text.Span, out var block))
        {
            var isCertificate = text[block.Label].Span.SequenceEqual("CERTIFICATE"u8);
            if (isCertificate
                && Base64.DecodeFromUtf8(text[block.Base64Data].Span, encoded, out _, out var length) == OperationStatus.Done
                && isNeeded(SubjectOf(encoded.AsMemory(0, length)))
                && TryParse(encoded.AsSpan(0, length)) is { } certificate)
            {
                yield return certificate;
            }

            text = text[block.Location.End..];
        }
    }

    private static ReadOnlyMemory<byte> TextOf(string file)
    {
        try
        {
            return RegularFile.ReadAll(file, RegularFile.MaxCertificateBytes);
        }
        catch (FileReadException)
        {
            return default;
        }
    }

    // RFC 5280: Certificate { TBSCertificate { [0] version, serialNumber, signature, issuer, validity, subject, ... }, ... }
    private static ReadOnlyMemory<byte> SubjectOf(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            var fields = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence().ReadSequence();
            if (fields.PeekTag() == new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true))
            {
                fields.ReadEncodedValue();
            }

            for (var passed = 0; passed < FieldsBeforeSubject; passed++)
            {
                fields.ReadEncodedValue();
            }

            return fields.ReadEncodedValue();
        }
        catch (AsnContentException)
        {
            return default;
        }
    }

    private static X509Certificate2? TryParse(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(encoded);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IEnumerable<string> In(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

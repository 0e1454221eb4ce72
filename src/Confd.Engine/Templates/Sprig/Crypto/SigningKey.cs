using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Crypto;

/// <summary>A private key that can sign certificates: RSA, or ECDSA on a NIST curve.</summary>
internal sealed class SigningKey : IDisposable
{
    private const int CertificateKeyBits = 2048;
    private const string Suffix = " PRIVATE KEY";

    private readonly AsymmetricAlgorithm _key;

    private SigningKey(AsymmetricAlgorithm key) => _key = key;

    /// <summary>The public key in the form for certificates.</summary>
    public PublicKey PublicKey => _key is RSA rsa ? new PublicKey(rsa) : new PublicKey((ECDsa)_key);

    /// <summary>Signs with SHA-256, or with the hash for a larger curve.</summary>
    public X509SignatureGenerator Signer => _key is RSA rsa
        ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
        : X509SignatureGenerator.CreateForECDsa((ECDsa)_key);

    /// <summary>The hash algorithm of the signer.</summary>
    public HashAlgorithmName Hash => _key.KeySize switch
    {
        384 when _key is ECDsa => HashAlgorithmName.SHA384,
        521 when _key is ECDsa => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    /// <summary>Creates an RSA key of 2048 bits.</summary>
    public static SigningKey CreateRsa()
    {
        OpenSsl.Require();
        return new SigningKey(RSA.Create(CertificateKeyBits));
    }

    /// <summary>Reads the key in a PEM text.</summary>
    /// <exception cref="TemplateFunctionException">There is none, or one of another kind; the message quotes nothing of it.</exception>
    public static SigningKey Read(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            throw new TemplateFunctionException("no PEM data in input");
        }

        var label = pem[fields.Label];
        if (label != "PRIVATE KEY" && !label.EndsWith(Suffix, StringComparison.Ordinal))
        {
            throw new TemplateFunctionException($"no private key data in PEM block of type {ByteString.FromString(label)}");
        }

        OpenSsl.Require();
        var block = pem.AsSpan()[fields.Location];
        return label switch
        {
            "PRIVATE KEY" => Import(block, "decoding PEM as PKCS#8", RSA.Create, ECDsa.Create),
            "RSA PRIVATE KEY" => Import(block, "parsing RSA private key from PEM", RSA.Create),
            "EC PRIVATE KEY" => Import(block, "parsing EC private key from PEM", ECDsa.Create),
            "DSA PRIVATE KEY" => throw new TemplateFunctionException("DSA keys cannot sign certificates"),
            _ => throw new TemplateFunctionException($"invalid private key type {ByteString.FromString(label[..^Suffix.Length])}"),
        };
    }

    /// <summary>The key in the standard form of its kind, whatever form it was read in.</summary>
    public string ToPem() => (_key is RSA rsa ? rsa.ExportRSAPrivateKeyPem() : ((ECDsa)_key).ExportECPrivateKeyPem()) + "\n";

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    // OpenSSL's own messages may quote its input.
    private static SigningKey Import(ReadOnlySpan<char> block, string step, params ReadOnlySpan<Func<AsymmetricAlgorithm>> kinds)
    {
        foreach (var create in kinds)
        {
            var key = create();
            try
            {
                key.ImportFromPem(block);
                return new SigningKey(key);
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                key.Dispose();
            }
        }

        throw new TemplateFunctionException($"{step}: it is neither an RSA key nor an ECDSA key of a known curve");
    }
}

using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Confd.Engine.Posix;

namespace Confd.Engine.Templates.Sprig.Crypto;

/// <summary>Creates private keys in PEM.</summary>
internal static class KeyMaking
{
    private const int RsaBits = 4096;
    private const int DsaBits = 2048;

    // RFC 8410.
    private const string Ed25519Oid = "1.3.101.112";

    /// <summary>A key in PEM; for an unknown kind an error text, as in the original.</summary>
    /// <param name="kind">rsa (also empty), dsa, ecdsa or ed25519.</param>
    public static string Create(string kind)
    {
        if (kind is not ("" or "rsa" or "dsa" or "ecdsa" or "ed25519"))
        {
            return "Unknown type " + kind;
        }

        if (kind == "ed25519")
        {
            return Ed25519() + "\n";
        }

        OpenSsl.Require();
        return kind switch
        {
            "dsa" => Dsa(),
            "ecdsa" => Ecdsa(),
            _ => Rsa(),
        } + "\n";
    }

    private static string Rsa()
    {
        using var key = RSA.Create(RsaBits);
        return key.ExportRSAPrivateKeyPem();
    }

    private static string Ecdsa()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportECPrivateKeyPem();
    }

    // Any 32 bytes are a valid key; this form does not contain the public half.
    private static string Ed25519()
    {
        var seed = new AsnWriter(AsnEncodingRules.DER);
        seed.WriteOctetString(SystemRandom.Bytes(32));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Ed25519Oid);
            }

            writer.WriteOctetString(seed.Encode());
        }

        return PemEncoding.WriteString("PRIVATE KEY", writer.Encode());
    }

    // OpenSSL's old form: a zero, then p, q, g, y and x.
    private static string Dsa()
    {
        using var key = DSA.Create(DsaBits);
        var parts = key.ExportParameters(includePrivateParameters: true);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            foreach (var part in (ReadOnlySpan<byte[]?>)[parts.P, parts.Q, parts.G, parts.Y, parts.X])
            {
                writer.WriteInteger(new BigInteger(part, isUnsigned: true, isBigEndian: true));
            }
        }

        return PemEncoding.WriteString("DSA PRIVATE KEY", writer.Encode());
    }
}

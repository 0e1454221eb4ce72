using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Confd.Engine.Templates.Sprig.Crypto;
using Confd.GoTemplate;
using Confd.Shared.Digests;

namespace Confd.Engine.Tests.Templates.Sprig.Crypto;

/// <summary>Published vectors, and what the system's own code makes of ours.</summary>
public sealed class CryptoTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 260), 1000, 65_537];

    [Theory]
    [MemberData(nameof(Lengths))]
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "what ours is compared with")]
    public void Compute_TextOfAnyLength_IsTheSystemsSum(int length)
    {
        var text = Enumerable.Range(0, length).Select(index => (byte)(index * 7)).ToArray();

        Sha1Sum.Compute(text).ShouldBe(Convert.ToHexStringLower(SHA1.HashData(text)));
        Sha512Sum.Compute(text).ShouldBe(Convert.ToHexStringLower(SHA512.HashData(text)));
        HmacSha256.Compute(text, [1, 2, 3]).ShouldBe(HMACSHA256.HashData(text, (byte[])[1, 2, 3]));
    }

    // RFC 7914, section 12.
    [Theory]
    [InlineData(
        "",
        "",
        16,
        1,
        1,
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")]
    [InlineData(
        "password",
        "NaCl",
        1024,
        8,
        16,
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")]
    public void Derive_PublishedVector_IsTheKey(string password, string salt, int cost, int blockSize, int parallelization, string key) =>
        Convert.ToHexStringLower(
            Scrypt.Derive(
                new RenderContext(),
                Encoding.UTF8.GetBytes(password),
                Encoding.UTF8.GetBytes(salt),
                cost,
                blockSize,
                parallelization,
                64))
            .ShouldBe(key);

    // Openwall crypt_blowfish and jBCrypt.
    [Theory]
    [InlineData("a", "$2a$08$cfcvVd2aQ8CMvoMpP2EBfe", "$2a$08$cfcvVd2aQ8CMvoMpP2EBfeodLEkkFJ9umNEfPD18.hUF62qqlC/V.")]
    [InlineData(
        "abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGu", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC")]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    public void Hash_PublishedVector_IsTheHash(string password, string settings, string hash) =>
        Bcrypt.Hash(
            new RenderContext(),
            Encoding.UTF8.GetBytes(password),
            SaltOf(settings[7..]),
            int.Parse(settings[4..6], System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(hash);

    // One call may take longer than a shutdown may.
    [Fact]
    public void DeriveAndHash_Cancelled_Stop()
    {
        var stopped = new RenderContext(cancellationToken: new CancellationToken(canceled: true));

        Should.Throw<OperationCanceledException>(() => { Scrypt.Derive(stopped, "p"u8, "s"u8, 32_768, 8, 2, 64); });
        Should.Throw<OperationCanceledException>(() => { Bcrypt.Hash(stopped, "p"u8, new byte[16]); });
    }

    [Theory]
    [InlineData("rsa", "-----BEGIN RSA PRIVATE KEY-----")]
    [InlineData("ecdsa", "-----BEGIN EC PRIVATE KEY-----")]
    [InlineData("ed25519", "-----BEGIN PRIVATE KEY-----")]
    public void GenPrivateKey_Kind_IsPemWithALineEnd(string kind, string first)
    {
        var pem = SprigRendering.Render($"{{{{sprig_genPrivateKey \"{kind}\"}}}}");

        pem.ShouldStartWith(first + "\n");
        pem.ShouldEndWith("-----\n");
    }

    [Fact]
    public void GenPrivateKey_UnknownKind_IsReported() => SprigRendering.Render("{{sprig_genPrivateKey \"x\"}}").ShouldBe("Unknown type x");

    [Fact]
    public void GenSignedCert_Authority_IsAValidChain()
    {
        var pem = SprigRendering.Render(
            "{{$ca := sprig_genCA \"test-ca\" 30}}{{$ca.Cert}}|{{(sprig_genSignedCert \"a.example\" (list \"127.0.0.1\" \"::1\") (list "
            + "\"a.example\" \"b.example\") 7 $ca).Cert}}").Split('|');
        using var authority = X509Certificate2.CreateFromPem(pem[0]);
        using var certificate = X509Certificate2.CreateFromPem(pem[1]);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;

        chain.Build(certificate).ShouldBeTrue();
        certificate.Subject.ShouldBe("CN=a.example");
        certificate.MatchesHostname("b.example").ShouldBeTrue();
        certificate.MatchesHostname("127.0.0.1").ShouldBeTrue();
        (certificate.NotAfter - certificate.NotBefore).ShouldBe(TimeSpan.FromDays(7));
        authority.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeTrue();
    }

    [Fact]
    public void GenCaWithKey_KeyInPkcs8_GivesItBackInTheFormOfItsKind()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        SprigRendering.Render("{{(sprig_genCAWithKey \"x\" 1 (getv \"/k\")).Key}}", ("/k", key.ExportPkcs8PrivateKeyPem()))
            .ShouldBe(key.ExportECPrivateKeyPem() + "\n");
    }

    [Fact]
    public void EncryptAes_Text_IsWhatTheSystemDecrypts()
    {
        var encrypted = Convert.FromBase64String(SprigRendering.Render("{{sprig_encryptAES \"secret key\" \"plain text\"}}"));
        using var aes = Aes.Create();
        aes.Key = [.. "secret key"u8, .. new byte[22]];

        aes.DecryptCbc(encrypted.AsSpan(16), encrypted.AsSpan(0, 16)).ShouldBe("plain text"u8.ToArray());
    }

    [Theory]
    [InlineData("{{decryptAES \"k\" (b64enc \"short\")}}", "runtime error: slice bounds out of range [:16] with capacity 6")]
    [InlineData("{{decryptAES \"k\" (b64enc \"0123456789abcdefg\")}}", "crypto/cipher: input not full blocks")]
    [InlineData("{{decryptAES \"k\" (b64enc \"0123456789abcdef\")}}", "runtime error: index out of range [-1]")]
    public void DecryptAes_BadText_FailsAsInGo(string template, string message) =>
        SprigRendering.Fail(template).Full.ShouldEndWith("error calling decryptAES: " + message);

    private static byte[] SaltOf(string text)
    {
        const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var salt = new byte[16];
        for (var bit = 0; bit < salt.Length * 8; bit++)
        {
            var isSet = (Alphabet.IndexOf(text[bit / 6], StringComparison.Ordinal) >> (5 - (bit % 6)) & 1) != 0;
            salt[bit / 8] |= (byte)(isSet ? 0x80 >> (bit % 8) : 0);
        }

        return salt;
    }
}

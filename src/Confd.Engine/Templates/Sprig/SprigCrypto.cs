using System.Security.Cryptography;
using Confd.Engine.Posix;
using Confd.Engine.Templates.Functions;
using Confd.Engine.Templates.Sprig.Crypto;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Passwords and encryption.</summary>
internal static class SprigCrypto
{
    private const int BlockBytes = 16;

    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create(
            "derivePassword", [GoType.Uint32, GoType.String, GoType.String, GoType.String, GoType.String], GoType.String, DerivePassword),
        GoFunction.Create("decryptAES", [GoType.String, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(Decrypt(context, arguments[0].AsString(), arguments[1].AsString()))),
        GoFunction.Create("encryptAES", [GoType.String, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(Encrypt(context, arguments[0].AsString(), arguments[1].AsString()))),
        GoFunction.Create("bcrypt", [GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(Hash(context, arguments[0].AsString()))),
        GoFunction.Create("htpasswd", [GoType.String, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(PasswordLine(context, arguments[0].AsString(), arguments[1].AsString()))),
    ];

    private static Value DerivePassword(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var kind = arguments[1].AsString().ToString();
        return Value.FromString(MasterPassword.Derive(
            context,
            (uint)arguments[0].AsInt(),
            kind,
            arguments[2].AsString().Span,
            arguments[3].AsString().Span,
            arguments[4].AsString().Span)
            ?? $"cannot find password template {kind}");
    }

    private static string Hash(RenderContext context, ByteString password) => password.Length > Bcrypt.MaxPasswordBytes
        ? "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
        : Bcrypt.Hash(context, password.Span, SystemRandom.Bytes(16));

    private static string PasswordLine(RenderContext context, ByteString user, ByteString password) =>
        user.Span.Contains((byte)':') ? $"invalid username: {user}" : $"{user}:{Hash(context, password)}";

    // AES-256 in CBC mode: the vector first, in base64. The key is the password, truncated or padded with zeros to 32 bytes.
    private static ByteString Encrypt(RenderContext context, ByteString password, ByteString text)
    {
        if (text.IsEmpty)
        {
            return text;
        }

        OpenSsl.Require();
        using var aes = Aes.Create();
        aes.Key = KeyOf(password);
        var vector = SystemRandom.Bytes(BlockBytes);
        return GoBase64.Encode(context, new ByteString([.. vector, .. aes.EncryptCbc(text.Span, vector)]));
    }

    private static ByteString Decrypt(RenderContext context, ByteString password, ByteString encoded)
    {
        if (encoded.IsEmpty)
        {
            return encoded;
        }

        var bytes = GoBase64.Decode(context, encoded);
        if (bytes.Length < BlockBytes)
        {
            // Go slices a buffer that was allocated for the longest result.
            GoPanic.CheckBounds(0, BlockBytes, encoded.Length / 4 * 3, "capacity");
        }

        if (bytes.Length % BlockBytes != 0)
        {
            throw new TemplateFunctionException("crypto/cipher: input not full blocks");
        }

        if (bytes.Length == BlockBytes)
        {
            throw new TemplateFunctionException("runtime error: index out of range [-1]");
        }

        OpenSsl.Require();
        using var aes = Aes.Create();
        aes.Key = KeyOf(password);
        var text = aes.DecryptCbc(bytes.Span[BlockBytes..], bytes.Span[..BlockBytes], PaddingMode.None);

        // The last byte is the number of bytes to remove; a wrong password yields an arbitrary number.
        var length = text.Length - text[^1];
        GoPanic.CheckBounds(0, length, text.Length);
        return ByteString.Copy(text.AsSpan(0, length));
    }

    private static byte[] KeyOf(ByteString password)
    {
        var key = new byte[32];
        password.Span[..Math.Min(password.Length, key.Length)].CopyTo(key);
        return key;
    }
}

using System.Text;
using Confd.GoTemplate;

namespace Confd.Engine.Templates.Sprig.Crypto;

/// <summary>Password hashes by bcrypt, as created by Go's <c>x/crypto/bcrypt</c>: version 2a.</summary>
internal static class Bcrypt
{
    /// <summary>The longest password in bytes; more are an error.</summary>
    public const int MaxPasswordBytes = 72;

    private const int SaltBytes = 16;

    private static ReadOnlySpan<byte> Alphabet => "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8;

    /// <summary>A hash such as <c>$2a$10$...</c>.</summary>
    /// <param name="context">Cancels it with the run.</param>
    /// <param name="password">At most 72 bytes.</param>
    /// <param name="salt">16 random bytes.</param>
    /// <param name="cost">Each step doubles the time; 4 to 31.</param>
    public static string Hash(RenderContext context, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int cost = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltBytes, nameof(salt));

        // C programs also hash the zero byte at the end of a text.
        byte[] key = [.. password, 0];
        var cipher = new Blowfish();
        cipher.Expand(key, salt);
        for (var round = 0; round < 1 << cost; round++)
        {
            context.Step();
            cipher.Expand(key, default);
            cipher.Expand(salt, default);
        }

        var text = "OrpheanBeholderScryDoubt"u8.ToArray();
        for (var block = 0; block < text.Length; block += 8)
        {
            for (var time = 0; time < 64; time++)
            {
                cipher.Encrypt(text.AsSpan(block, 8));
            }
        }

        // One byte less than there are, as in the first implementations.
        return $"$2a${cost:00}${Encode(salt)}{Encode(text.AsSpan(0, text.Length - 1))}";
    }

    // Base64 with an alphabet of its own and without padding.
    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var bit = 0; bit < bytes.Length * 8; bit += 6)
        {
            var (index, shift) = (bit / 8, bit % 8);
            var pair = (bytes[index] << 8) | (index + 1 < bytes.Length ? bytes[index + 1] : 0);
            text.Append((char)Alphabet[(pair >> (10 - shift)) & 0x3f]);
        }

        return text.ToString();
    }
}

using System.Text;

namespace Confd.Engine.Posix;

/// <summary>Converts bytes that are mostly UTF-8 to .NET strings, and back, without loss: an invalid byte becomes a character from U+DC80
/// to U+DCFF.</summary>
/// <remarks>No valid UTF-8 decodes to such a lone surrogate, so that they stand only for these bytes (Python's
/// "surrogateescape").</remarks>
internal static class LosslessText
{
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';
    private const int EscapeBase = 0xDC00;

    /// <summary>Converts bytes to a string.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var count) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (var value in bytes[..count])
                {
                    text.Append((char)(EscapeBase + value));
                }
            }

            bytes = bytes[count..];
        }

        return text.ToString();
    }

    /// <summary>Converts a string back to bytes.</summary>
    public static byte[] Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(FirstEscape, LastEscape))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new List<byte>(text.Length);
        Span<byte> encoded = stackalloc byte[4];
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (rest[0] is >= FirstEscape and <= LastEscape)
            {
                bytes.Add((byte)(rest[0] - EscapeBase));
                rest = rest[1..];
                continue;
            }

            // Any other lone surrogate becomes U+FFFD, as everywhere in .NET.
            Rune.DecodeFromUtf16(rest, out var rune, out var count);
            bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
            rest = rest[count..];
        }

        return [.. bytes];
    }

    /// <summary>The string for people: U+FFFD for invalid bytes, as .NET itself would have decoded them.</summary>
    public static string Show(string text) =>
        text.AsSpan().ContainsAnyInRange(FirstEscape, LastEscape) ? Encoding.UTF8.GetString(Encode(text)) : text;
}

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Confd.Backends;

/// <summary>Names of keys in stores where a name is any bytes. Here a key is a text: a name that is not UTF-8 cannot be a key.</summary>
/// <remarks>With U+FFFD in the place of invalid bytes, several names would become one key, which would have the value of one of
/// them.</remarks>
public static class KeyName
{
    /// <summary>The text of a name; null where it is not UTF-8.</summary>
    public static string? TryDecode(ReadOnlySpan<byte> name) => Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : null;

    /// <summary>A name for people: bytes that are not UTF-8 as <c>\xFF</c>.</summary>
    public static string Show(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        while (name.Length > 0)
        {
            if (Rune.DecodeFromUtf8(name, out var rune, out var count) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (var value in name[..count])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}");
                }
            }

            name = name[count..];
        }

        return text.ToString();
    }
}

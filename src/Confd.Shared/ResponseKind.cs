using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Confd.Shared;

/// <summary>Describes what kind of answer came in place of the expected one, without quoting it: it may hold secrets.</summary>
internal static class ResponseKind
{
    /// <summary>How many bytes are needed to recognize a page.</summary>
    public const int StartBytes = 512;

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n\uFEFF"u8);

    /// <summary>Such as <c>a web page (HTML)</c>.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="isWhole">False where these may be its first bytes alone.</param>
    public static string Describe(ReadOnlySpan<byte> body, bool isWhole = true)
    {
        var text = WithoutBlanks(body);
        return text.IsEmpty ? "an empty body"
            : IsHtml(text) ? "a web page (HTML)"
            : text[0] == (byte)'<' ? "XML or HTML"
            : text[0] is (byte)'{' or (byte)'[' ? !isWhole ? "JSON" : IsJson(text) ? "JSON of another kind" : "broken JSON"
            : text.ContainsAnyInRange((byte)0, (byte)8) || (isWhole && !Utf8.IsValid(text)) ? "binary data"
            : "plain text";
    }

    /// <summary>True for a page, which a proxy, a gateway or a login in between gives in place of the service.</summary>
    public static bool IsHtml(ReadOnlySpan<byte> body)
    {
        var text = WithoutBlanks(body);
        var start = Encoding.Latin1.GetString(text[..Math.Min(text.Length, StartBytes)]);
        return start.StartsWith("<head", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<body", StringComparison.OrdinalIgnoreCase)
            || (start.StartsWith('<')
                && (start.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase)
                    || start.Contains("<html", StringComparison.OrdinalIgnoreCase)));
    }

    private static ReadOnlySpan<byte> WithoutBlanks(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(Blanks);
        return start < 0 ? default : body[start..];
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
                // Only whether it can be read to its end.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

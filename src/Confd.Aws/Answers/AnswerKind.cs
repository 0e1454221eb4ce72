using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Confd.Aws.Answers;

/// <summary>Says what a body looks like without repeating any of it: it may be anybody's.</summary>
internal static class AnswerKind
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n\uFEFF"u8);

    public static string Describe(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(Blanks);
        var text = start < 0 ? default : body[start..];
        return text.IsEmpty ? "an empty body"
            : StartsWith(text, "<!doctype html"u8)
                || StartsWith(text, "<html"u8)
                || StartsWith(text, "<head"u8)
                || StartsWith(text, "<body"u8)
                ? "a web page (HTML)"
            : text[0] == (byte)'<' ? "XML or HTML"
            : text[0] is (byte)'{' or (byte)'[' ? IsJson(text) ? "JSON of another kind" : "broken JSON"
            : Utf8.IsValid(text) && text.IndexOfAnyInRange((byte)0, (byte)8) < 0 ? "plain text"
            : "binary data";
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowercase) =>
        text.Length >= lowercase.Length && System.Text.Ascii.EqualsIgnoreCase(text[..lowercase.Length], lowercase);

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

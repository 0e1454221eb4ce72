using System.Text;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>What an answer is that should have been flag data: its kind by its first bytes, never its text, which is not ours to
/// repeat.</summary>
internal static class AnswerKind
{
    /// <summary>How many bytes it takes to tell.</summary>
    public const int StartBytes = 512;

    /// <summary>As the end of "answered 503 …", such as <c>with an HTML page</c>.</summary>
    public static string Describe(ReadOnlySpan<byte> start)
    {
        start = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        start = start.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty)
        {
            return "without a body";
        }

        if (IsHtml(start))
        {
            return "with an HTML page";
        }

        return start[0] switch
        {
            (byte)'<' => "with XML",
            (byte)'{' or (byte)'[' => "with JSON",
            _ => IsText(start) ? "with text" : "with binary data",
        };
    }

    /// <summary>True for a page, which a proxy, a gateway or a login in between gives in place of the service.</summary>
    public static bool IsHtml(ReadOnlySpan<byte> start)
    {
        var words = Encoding.Latin1.GetString(start[..Math.Min(start.Length, StartBytes)]).TrimStart(
            '\uFEFF', '\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return words.StartsWith('<')
            && (words.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase)
                || words.Contains("<html", StringComparison.OrdinalIgnoreCase)
                || words.Contains("<head", StringComparison.OrdinalIgnoreCase)
                || words.Contains("<body", StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsText(ReadOnlySpan<byte> start) => !start.ContainsAnyInRange((byte)0, (byte)8);
}

using System.Text;

namespace Confd.Cli.CommandLine;

/// <summary>Text as Go prints it.</summary>
internal static class GoText
{
    /// <summary>A Go string literal in double quotes, as <c>%q</c> prints it.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            AppendEscaped(quoted, rune);
        }

        return quoted.Append('"').ToString();
    }

    private static void AppendEscaped(StringBuilder quoted, Rune rune)
    {
        switch (rune.Value)
        {
            case '"' or '\\':
                quoted.Append('\\').Append((char)rune.Value);
                break;
            case '\n':
                quoted.Append("\\n");
                break;
            case '\r':
                quoted.Append("\\r");
                break;
            case '\t':
                quoted.Append("\\t");
                break;
            case '\a':
                quoted.Append("\\a");
                break;
            case '\b':
                quoted.Append("\\b");
                break;
            case '\f':
                quoted.Append("\\f");
                break;
            case '\v':
                quoted.Append("\\v");
                break;
            case < ' ' or 0x7f:
                quoted.Append($"\\x{rune.Value:x2}");
                break;
            default:
                quoted.Append(rune);
                break;
        }
    }
}

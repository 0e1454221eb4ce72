using System.Text;

namespace Confd.Flags.Operators;

/// <summary>
/// Rewrites a regular expression of Go and JavaScript for .NET where the same text means something else: <c>\d</c> and <c>\w</c> are
/// ASCII, <c>$</c> is the very end and not also before a last line feed, <c>(?P&lt;name&gt;…)</c> names a group.
/// </summary>
/// <remarks>https://github.com/google/re2/wiki/Syntax; without (?m), <c>$</c> is <c>\z</c> there.</remarks>
internal static class PatternDialect
{
    /// <summary>The pattern in .NET's words; text that is no valid pattern stays invalid.</summary>
    public static DotNetPattern ToDotNet(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 16);
        var (isInClass, hasBoundary, namesCharacters, foldsCase) = (false, false, false, false);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length:
                    hasBoundary |= !isInClass && pattern[i + 1] is 'b' or 'B';
                    namesCharacters |= char.IsAsciiDigit(pattern[i + 1]) || pattern[i + 1] is 'p' or 'P' or 'u' or 'x' or 'c' or > '\x7F';
                    result.Append(Escape(pattern[++i], isInClass));
                    break;
                case '[' when isInClass:
                    // A plain character there, but the start of a subtraction in .NET's [a-z-[aeiou]].
                    result.Append("\\[");
                    break;
                case '[':
                    isInClass = true;
                    result.Append('[');
                    i = CopyClassStart(pattern, i, result);
                    break;
                case ']':
                    isInClass = false;
                    result.Append(']');
                    break;
                case '$' when !isInClass && !pattern.Contains("(?m", StringComparison.Ordinal):
                    result.Append("\\z");
                    break;
                case '(' when !isInClass && pattern.AsSpan(i).StartsWith("(?P<", StringComparison.Ordinal):
                    result.Append("(?<");
                    i += 3;
                    break;
                case '(' when !isInClass && FoldsCase(pattern.AsSpan(i)):
                    foldsCase = true;
                    result.Append('(');
                    break;
                case '-' when isInClass:
                    namesCharacters |= !char.IsAscii(pattern[i - 1]) || (i + 1 < pattern.Length && !char.IsAscii(pattern[i + 1]));
                    result.Append('-');
                    break;
                default:
                    result.Append(pattern[i]);
                    break;
            }
        }

        return new DotNetPattern(result.ToString(), hasBoundary, namesCharacters, foldsCase);
    }

    // (?i), (?si:...
    private static bool FoldsCase(ReadOnlySpan<char> group)
    {
        if (!group.StartsWith("(?"))
        {
            return false;
        }

        var flags = group[2..];
        var end = flags.IndexOfAnyExceptInRange('a', 'z');
        return (end < 0 ? flags : flags[..end]).Contains('i');
    }

    // "]" right after "[" or "[^" is a plain character in Go and .NET.
    private static int CopyClassStart(string pattern, int start, StringBuilder result)
    {
        var next = start + 1;
        if (next < pattern.Length && pattern[next] == '^')
        {
            result.Append('^');
            next++;
        }

        if (next < pattern.Length && pattern[next] == ']')
        {
            result.Append("\\]");
            next++;
        }

        return next - 1;
    }

    private static string Escape(char escaped, bool isInClass) => (escaped, isInClass) switch
    {
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('D', false) => "[^0-9]",
        ('D', true) => @"\x00-/:-\uFFFF",
        ('w', false) => "[0-9A-Za-z_]",
        ('w', true) => "0-9A-Za-z_",
        ('W', false) => "[^0-9A-Za-z_]",
        ('W', true) => @"\x00-/:-@\[-\^`{-\uFFFF",
        _ => $"\\{escaped}",
    };
}

using System.Text;

namespace Confd.Engine.Documents;

/// <content>What is wrong with a text that is no duration, in the words of Go's <c>time.ParseDuration</c>.</content>
internal static partial class DurationText
{
    private static readonly string[] Units = ["ns", "us", "\u00b5s", "\u03bcs", "ms", "s", "m", "h"];

    /// <summary>Reads a duration, and says what is wrong where there is none.</summary>
    /// <param name="text">Such as <c>1h30m</c>.</param>
    /// <param name="duration">The duration, of any length.</param>
    /// <param name="problem">Such as <c>time: missing unit in duration "10"</c>; empty where there is none.</param>
    public static bool TryParse(string text, out TimeSpan duration, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var isDuration = TryParse(text, out duration);
        problem = isDuration ? "" : Describe(text);
        return isDuration;
    }

    /// <summary>Reads a duration that can be waited for: a longer one than <see cref="LongestWait"/> is a problem.</summary>
    /// <inheritdoc cref="TryParse(string, out TimeSpan, out string)"/>
    public static bool TryParseWait(string text, out TimeSpan duration, out string problem)
    {
        if (!TryParse(text, out duration, out problem))
        {
            return false;
        }

        problem = FindProblem(duration);
        return problem.Length == 0;
    }

    /// <summary>What is wrong with a time that is to be waited for; empty where nothing is.</summary>
    public static string FindProblem(TimeSpan wait) => wait > LongestWait ? $"longer than {Format(LongestWait)} (24 days)" : "";

    private static string Describe(string text)
    {
        var invalid = $"time: invalid duration {Quote(text)}";
        var rest = text.AsSpan(text is ['-' or '+', ..] ? 1 : 0);
        while (!rest.IsEmpty)
        {
            var numberLength = rest.IndexOfAnyExcept(NumberCharacters) is var end and >= 0 ? end : rest.Length;
            var number = rest[..numberLength];
            if (!number.ContainsAnyInRange('0', '9') || number.Count('.') > 1)
            {
                return invalid;
            }

            rest = rest[numberLength..];
            var unitLength = rest.IndexOfAny(NumberCharacters) is var next and >= 0 ? next : rest.Length;
            var unit = rest[..unitLength].ToString();
            rest = rest[unitLength..];
            if (unit.Length == 0)
            {
                return $"time: missing unit in duration {Quote(text)}";
            }

            if (!Units.Contains(unit))
            {
                return $"time: unknown unit {Quote(unit)} in duration {Quote(text)}";
            }
        }

        return invalid;
    }

    // The time package has its own way: whatever is not ASCII is shown by its bytes.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder().Append('"');
        foreach (var part in Encoding.UTF8.GetBytes(text))
        {
            _ = part is < (byte)' ' or >= 0x80
                ? quoted.Append($"\\x{part:x2}")
                : quoted.Append(part is (byte)'"' or (byte)'\\' ? "\\" : "").Append((char)part);
        }

        return quoted.Append('"').ToString();
    }
}

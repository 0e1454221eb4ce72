using System.Buffers;
using Confd.Engine.Resources;

namespace Confd.Cli.CommandLine;

/// <summary>Says why a text is no duration, in the words of Go's <c>time.ParseDuration</c>.</summary>
internal static class DurationText
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly string[] Units = ["ns", "us", "\u00b5s", "\u03bcs", "ms", "s", "m", "h"];

    /// <summary>Reads a duration; where there is none the problem names the part that is to blame. At most 24 days.</summary>
    public static bool TryParse(string text, out TimeSpan duration, out string problem)
    {
        var isDuration = GoDuration.TryParse(text, out duration);
        duration = GoDuration.Bounded(duration);
        problem = isDuration ? "" : Describe(text);
        return isDuration;
    }

    private static string Describe(string text)
    {
        var invalid = $"time: invalid duration {GoText.Quote(text)}";
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
                return $"time: missing unit in duration {GoText.Quote(text)}";
            }

            if (!Units.Contains(unit))
            {
                return $"time: unknown unit {GoText.Quote(unit)} in duration {GoText.Quote(text)}";
            }
        }

        return invalid;
    }
}

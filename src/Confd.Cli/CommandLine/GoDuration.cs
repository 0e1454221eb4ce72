using System.Globalization;
using System.Text;

namespace Confd.Cli.CommandLine;

/// <summary>Go's duration notation (package <c>time</c>, <c>ParseDuration</c> and <c>Duration.String</c>), in steps of 100 nanoseconds.</summary>
internal static class GoDuration
{
    private static readonly (string Name, decimal Nanoseconds)[] Units =
    [
        ("ns", 1m), ("us", 1e3m), ("\u00b5s", 1e3m), ("\u03bcs", 1e3m), ("ms", 1e6m), ("s", 1e9m), ("m", 60e9m), ("h", 3600e9m),
    ];

    /// <summary>Reads a duration such as <c>1h30m</c>, <c>-1.5s</c> or <c>0</c>; the problem is worded as Go words it.</summary>
    public static bool TryParse(string text, out TimeSpan duration, out string problem)
    {
        duration = TimeSpan.Zero;
        problem = "";
        var rest = text.AsSpan();
        var isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        var nanoseconds = 0m;
        var isEmpty = rest.IsEmpty;
        while (!rest.IsEmpty && problem.Length == 0)
        {
            nanoseconds += ReadPart(text, ref rest, out problem);
            if (nanoseconds > (isNegative ? 9223372036854775808m : 9223372036854775807m))
            {
                problem = Invalid(text);
            }
        }

        if (isEmpty)
        {
            problem = Invalid(text);
        }

        if (problem.Length > 0)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)decimal.Truncate((isNegative ? -nanoseconds : nanoseconds) / TimeSpan.NanosecondsPerTick));
        return true;
    }

    /// <summary>Prints as Go does: <c>1h30m0s</c>, <c>1.5s</c>, <c>300ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        var nanoseconds = Math.Abs((decimal)duration.Ticks) * TimeSpan.NanosecondsPerTick;
        var sign = duration < TimeSpan.Zero ? "-" : "";
        if (nanoseconds < 1e9m)
        {
            var (name, size) = nanoseconds < 1e3m ? ("ns", 1m) : nanoseconds < 1e6m ? ("\u00b5s", 1e3m) : ("ms", 1e6m);
            return sign + Number(nanoseconds / size) + name;
        }

        var text = new StringBuilder(sign);
        var hours = decimal.Truncate(nanoseconds / 3600e9m);
        var minutes = decimal.Truncate(nanoseconds / 60e9m) % 60;
        if (hours > 0)
        {
            text.Append(Number(hours)).Append('h');
        }

        if (hours > 0 || minutes > 0)
        {
            text.Append(Number(minutes)).Append('m');
        }

        return text.Append(Number(nanoseconds % 60e9m / 1e9m)).Append('s').ToString();
    }

    private static string Number(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static decimal ReadPart(string text, ref ReadOnlySpan<char> rest, out string problem)
    {
        problem = "";
        var numberLength = rest.IndexOfAnyExcept("0123456789.");
        var number = numberLength < 0 ? rest : rest[..numberLength];
        rest = rest[number.Length..];
        if (!number.ContainsAnyInRange('0', '9') || number.Count('.') > 1 || number.Length > 27
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            problem = Invalid(text);
            return 0;
        }

        var unitLength = rest.IndexOfAny("0123456789.");
        var unit = unitLength < 0 ? rest : rest[..unitLength];
        rest = rest[unit.Length..];
        if (unit.IsEmpty)
        {
            problem = $"time: missing unit in duration {GoText.Quote(text)}";
            return 0;
        }

        foreach (var (name, nanoseconds) in Units)
        {
            if (unit.SequenceEqual(name) && value < 1e20m)
            {
                return decimal.Truncate(value * nanoseconds);
            }
        }

        problem = $"time: unknown unit {GoText.Quote(unit.ToString())} in duration {GoText.Quote(text)}";
        return 0;
    }

    private static string Invalid(string text) => $"time: invalid duration {GoText.Quote(text)}";
}

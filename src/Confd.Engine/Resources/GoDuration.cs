using System.Buffers;
using System.Globalization;
using System.Text;

namespace Confd.Engine.Resources;

/// <summary>Durations as Go writes them: <c>300ms</c>, <c>1h30m</c>, <c>-1.5s</c>; a number without a unit is only valid as <c>0</c>.</summary>
/// <remarks>Mirrors Go's <c>time.ParseDuration</c> and <c>time.Duration.String</c>.</remarks>
public static class GoDuration
{
    private const decimal NanosecondsPerTick = 100;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration.</summary>
    /// <param name="text">Such as <c>1h30m</c>; units are <c>ns us µs ms s m h</c>.</param>
    /// <param name="duration">
    /// The duration, rounded away from zero to 100 nanoseconds, so that a positive duration never becomes 0, which often means "none".
    /// </param>
    /// <returns>False where the text is no duration or exceeds what Go holds (about 292 years).</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var isNegative = rest.Length > 0 && rest[0] == '-';
        if (rest.Length > 0 && rest[0] is '-' or '+')
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        decimal nanoseconds = 0;
        while (!rest.IsEmpty)
        {
            if (!TryTakePart(ref rest, out var part))
            {
                return false;
            }

            nanoseconds += part;
            if (nanoseconds > long.MaxValue)
            {
                return false;
            }
        }

        var ticks = (long)decimal.Ceiling(nanoseconds / NanosecondsPerTick);
        duration = TimeSpan.FromTicks(isNegative ? -ticks : ticks);
        return true;
    }

    /// <summary>Writes a duration: <c>1h0m0s</c>, <c>1m30s</c>, <c>1.5s</c>, <c>300ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = new StringBuilder();
        if (duration < TimeSpan.Zero)
        {
            text.Append('-');
        }

        // Decimal, because TimeSpan.MinValue has no positive counterpart.
        var nanoseconds = Math.Abs((decimal)duration.Ticks) * NanosecondsPerTick;
        return nanoseconds switch
        {
            < 1_000m => text.Append(Number(nanoseconds)).Append("ns").ToString(),
            < 1_000_000m => text.Append(Number(nanoseconds / 1_000m)).Append("µs").ToString(),
            < 1_000_000_000m => text.Append(Number(nanoseconds / 1_000_000m)).Append("ms").ToString(),
            _ => AppendClock(text, nanoseconds / 1_000_000_000m).ToString(),
        };
    }

    private static StringBuilder AppendClock(StringBuilder text, decimal seconds)
    {
        var minutes = decimal.Floor(seconds / 60);
        var hours = decimal.Floor(minutes / 60);
        if (hours > 0)
        {
            text.Append(Number(hours)).Append('h');
        }

        if (minutes > 0)
        {
            text.Append(Number(minutes % 60)).Append('m');
        }

        return text.Append(Number(seconds % 60)).Append('s');
    }

    private static string Number(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static bool TryTakePart(ref ReadOnlySpan<char> rest, out decimal nanoseconds)
    {
        nanoseconds = 0;
        var numberLength = rest.IndexOfAnyExcept(NumberCharacters);
        if (numberLength <= 0 || numberLength > 28)
        {
            return false;
        }

        var number = rest[..numberLength];
        rest = rest[numberLength..];
        var unitLength = rest.IndexOfAny(NumberCharacters);
        var unit = unitLength < 0 ? rest : rest[..unitLength];
        rest = rest[unit.Length..];
        if (NanosecondsPer(unit) is not { } factor
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value > long.MaxValue)
        {
            return false;
        }

        nanoseconds = value * factor;
        return true;
    }

    private static decimal? NanosecondsPer(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => null,
    };
}

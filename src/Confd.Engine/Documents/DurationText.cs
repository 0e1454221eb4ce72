using System.Buffers;
using System.Globalization;

namespace Confd.Engine.Documents;

/// <summary>Durations as Go writes them: <c>300ms</c>, <c>1h30m</c>, <c>-1.5s</c>; a number without a unit is only valid as
/// <c>0</c>.</summary>
/// <remarks>Mirrors Go's <c>time.ParseDuration</c> and <c>time.Duration.String</c>.</remarks>
internal static partial class DurationText
{
    private const long NanosecondsPerTick = TimeSpan.NanosecondsPerTick;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration.</summary>
    /// <param name="text">Such as <c>1h30m</c>; units are <c>ns us µs ms s m h</c>.</param>
    /// <param name="duration">
    /// The duration, rounded away from zero to 100 nanoseconds, so that a positive duration never becomes 0, which often means "none".
    /// </param>
    /// <returns>False where the text is no duration or exceeds what Go holds (about 292 years).</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var isDuration = TryReadNanoseconds(text, out var nanoseconds);
        var ticks = (long)decimal.Ceiling(Math.Abs(nanoseconds) / NanosecondsPerTick);
        duration = TimeSpan.FromTicks(nanoseconds < 0 ? -ticks : ticks);
        return isDuration;
    }

    /// <summary>Reads a duration as exactly as Go does.</summary>
    /// <param name="text">Such as <c>1h30m</c>.</param>
    /// <param name="duration">The duration, cut towards zero to nanoseconds.</param>
    internal static bool TryParseExactly(string text, out GoTemplate.Time.GoDuration duration)
    {
        var isDuration = TryReadNanoseconds(text, out var nanoseconds);
        duration = new GoTemplate.Time.GoDuration((long)nanoseconds);
        return isDuration;
    }

    private static bool TryReadNanoseconds(string text, out decimal nanoseconds)
    {
        nanoseconds = 0;
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

        var sum = 0m;
        var isEmpty = rest.IsEmpty;
        while (!rest.IsEmpty)
        {
            if (!TryTakePart(ref rest, out var part) || (sum += part) > long.MaxValue)
            {
                return false;
            }
        }

        nanoseconds = isNegative ? -sum : sum;
        return !isEmpty;
    }

    /// <summary>The longest time that can be waited for: what both the timers of .NET (49 days) and the AWS client (24.8 days)
    /// hold.</summary>
    /// <value>24 days.</value>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromDays(24);

    /// <summary>Writes a duration: <c>1h0m0s</c>, <c>1m30s</c>, <c>1.5s</c>, <c>300ms</c>, <c>0s</c>; beyond 292 years the longest that Go
    /// has.</summary>
    public static string Format(TimeSpan duration)
    {
        var ticks = Math.Clamp(duration.Ticks, long.MinValue / NanosecondsPerTick, long.MaxValue / NanosecondsPerTick);
        return new GoTemplate.Time.GoDuration(ticks * NanosecondsPerTick).ToString();
    }

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

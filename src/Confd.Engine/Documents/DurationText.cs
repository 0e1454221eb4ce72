using System.Buffers;
using System.Text;
using Confd.Following;
using Confd.GoTemplate.Time;

namespace Confd.Engine.Documents;

/// <summary>Durations as Go writes them: <c>300ms</c>, <c>1h30m</c>, <c>-1.5s</c>; a number without a unit is only valid as
/// <c>0</c>.</summary>
/// <remarks>Equals Go's <c>time.ParseDuration</c>, including nanoseconds and messages, and <c>time.Duration.String</c>.</remarks>
internal static class DurationText
{
    private const long NanosecondsPerTick = TimeSpan.NanosecondsPerTick;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    // The limit of a negative duration in nanoseconds; that of a positive one is one less.
    private const ulong MaxMagnitude = 1UL << 63;

    /// <summary>The longest time that can be waited for: supported by both the timers of .NET (49 days) and the AWS client (24.8
    /// days).</summary>
    /// <value>24 days.</value>
    public static TimeSpan MaxWait => Timers.MaxDelay;

    /// <inheritdoc cref="TryParse(string, out TimeSpan, out string)"/>
    public static bool TryParse(string text, out TimeSpan duration) => TryParse(text, out duration, out _);

    /// <summary>Parses a duration, with a message for an invalid one.</summary>
    /// <param name="text">Such as <c>1h30m</c>; units are <c>ns us µs ms s m h</c>.</param>
    /// <param name="duration">
    /// The duration, of any length that Go supports (about 292 years), rounded away from zero to 100 nanoseconds, so that a nanosecond does
    /// not become 0, which often means "none".
    /// </param>
    /// <param name="problem">Such as <c>time: missing unit in duration "10"</c>; empty where there is none.</param>
    public static bool TryParse(string text, out TimeSpan duration, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = Read(text, out var nanoseconds) ?? "";
        var (ticks, rest) = Math.DivRem(nanoseconds, NanosecondsPerTick);
        duration = TimeSpan.FromTicks(ticks + Math.Sign(rest));
        return problem.Length == 0;
    }

    /// <summary>Parses a duration that can be waited for: one longer than <see cref="MaxWait"/> is a problem.</summary>
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

    /// <summary>Parses a duration with nanoseconds.</summary>
    /// <param name="text">Such as <c>1h30m</c>.</param>
    /// <param name="duration">The duration; 0 where there is a problem.</param>
    /// <param name="problem">Such as <c>time: missing unit in duration "10"</c>; empty where there is none.</param>
    public static bool TryParseExactly(string text, out GoDuration duration, out string problem)
    {
        problem = Read(text, out var nanoseconds) ?? "";
        duration = new GoDuration(nanoseconds);
        return problem.Length == 0;
    }

    /// <summary>The problem of a wait; empty for none.</summary>
    public static string FindProblem(TimeSpan wait) => wait > MaxWait ? $"longer than {Format(MaxWait)} (24 days)" : "";

    /// <summary>Formats a duration: <c>1h0m0s</c>, <c>1m30s</c>, <c>1.5s</c>, <c>300ms</c>, <c>0s</c>; beyond 292 years the longest that Go
    /// has.</summary>
    public static string Format(TimeSpan duration)
    {
        var ticks = Math.Clamp(duration.Ticks, long.MinValue / NanosecondsPerTick, long.MaxValue / NanosecondsPerTick);
        return new GoDuration(ticks * NanosecondsPerTick).ToString();
    }

    private static string? Read(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var invalid = $"time: invalid duration {Quote(text)}";
        var isNegative = text is ['-', ..];
        var rest = text.AsSpan(text is ['-' or '+', ..] ? 1 : 0);
        if (rest is "0")
        {
            return null;
        }

        var sum = 0UL;
        var isEmpty = rest.IsEmpty;
        while (!rest.IsEmpty)
        {
            if (!TryTakeNumber(ref rest, out var whole, out var fraction, out var scale))
            {
                return invalid;
            }

            var unit = rest[..(rest.IndexOfAny(NumberCharacters) is var next and >= 0 ? next : rest.Length)];
            rest = rest[unit.Length..];
            if (unit.IsEmpty)
            {
                return $"time: missing unit in duration {Quote(text)}";
            }

            if (NanosecondsPer(unit) is not { } factor)
            {
                return $"time: unknown unit {Quote(unit.ToString())} in duration {Quote(text)}";
            }

            // Each step stays below 2^64: the sum of two numbers of at most 2^63.
            if (whole > MaxMagnitude / factor
                || (whole = (whole * factor) + (ulong)(fraction * (factor / scale))) > MaxMagnitude
                || (sum += whole) > MaxMagnitude)
            {
                return invalid;
            }
        }

        if (isEmpty || (sum == MaxMagnitude && !isNegative))
        {
            return invalid;
        }

        nanoseconds = isNegative ? unchecked(-(long)sum) : (long)sum;
        return null;
    }

    // Digits, and after a dot those of a fraction, as many of them as count.
    private static bool TryTakeNumber(ref ReadOnlySpan<char> rest, out ulong whole, out ulong fraction, out double scale)
    {
        (whole, fraction, scale) = (0, 0, 1);
        var length = rest.Length;
        for (; !rest.IsEmpty && char.IsAsciiDigit(rest[0]); rest = rest[1..])
        {
            if (whole > MaxMagnitude / 10 || (whole = (whole * 10) + (uint)(rest[0] - '0')) > MaxMagnitude)
            {
                return false;
            }
        }

        var hasDigits = rest.Length < length;
        if (rest is not ['.', ..])
        {
            return hasDigits;
        }

        rest = rest[1..];
        length = rest.Length;
        for (var isFull = false; !rest.IsEmpty && char.IsAsciiDigit(rest[0]); rest = rest[1..])
        {
            isFull |= fraction > (MaxMagnitude - 1) / 10;
            (fraction, scale) = isFull ? (fraction, scale) : ((fraction * 10) + (uint)(rest[0] - '0'), scale * 10);
        }

        return hasDigits || rest.Length < length;
    }

    private static ulong? NanosecondsPer(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "\u00b5s" or "\u03bcs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => null,
    };

    // Go's time package quotes differently: a character that is not ASCII is shown by its bytes.
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

using System.Globalization;

namespace Confd.GoTemplate.Time;

/// <summary>Go's <c>time.Duration</c>: a signed count of nanoseconds, about ±292 years.</summary>
/// <param name="Nanoseconds">The whole duration in nanoseconds.</param>
public readonly record struct GoDuration(long Nanoseconds) : IComparable<GoDuration>
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long NanosecondsPerSecond = 1_000_000_000;

    private const long NanosecondsPerMinute = 60 * NanosecondsPerSecond;
    private const long NanosecondsPerHour = 60 * NanosecondsPerMinute;

    /// <summary>The shortest (most negative) duration; differences saturate here.</summary>
    public static GoDuration MinValue => new(long.MinValue);

    /// <summary>The longest duration; differences saturate here.</summary>
    public static GoDuration MaxValue => new(long.MaxValue);

    /// <summary>Whole microseconds, cut towards zero.</summary>
    public long Microseconds => Nanoseconds / 1_000;

    /// <summary>Whole milliseconds, cut towards zero.</summary>
    public long Milliseconds => Nanoseconds / 1_000_000;

    /// <summary>Seconds with a fraction, summed as in Go so that the digits are the same.</summary>
    public double Seconds => Split(NanosecondsPerSecond);

    /// <summary>Minutes with a fraction.</summary>
    public double Minutes => Split(NanosecondsPerMinute);

    /// <summary>Hours with a fraction.</summary>
    public double Hours => Split(NanosecondsPerHour);

    /// <summary>The length without its sign; for the most negative duration the longest one.</summary>
    public GoDuration Abs() => Nanoseconds switch
    {
        >= 0 => this,
        long.MinValue => MaxValue,
        _ => new(-Nanoseconds),
    };

    /// <summary>Rounds towards zero to a multiple of <paramref name="unit"/>; a unit of zero or less has no effect.</summary>
    public GoDuration Truncate(GoDuration unit) =>
        unit.Nanoseconds <= 0 ? this : new(Nanoseconds - Remainder(unit));

    /// <summary>
    /// Rounds to the nearest multiple of <paramref name="unit"/>, halves away from zero; saturates. A unit of zero or less has no effect.
    /// </summary>
    public GoDuration Round(GoDuration unit)
    {
        if (unit.Nanoseconds <= 0)
        {
            return this;
        }

        var remainder = Remainder(unit);
        if (Nanoseconds < 0)
        {
            if (IsLessThanHalf(-remainder, unit.Nanoseconds))
            {
                return new(Nanoseconds - remainder);
            }

            var down = unchecked(Nanoseconds - unit.Nanoseconds - remainder);
            return down < Nanoseconds ? new(down) : MinValue;
        }

        if (IsLessThanHalf(remainder, unit.Nanoseconds))
        {
            return new(Nanoseconds - remainder);
        }

        var up = unchecked(Nanoseconds + unit.Nanoseconds - remainder);
        return up > Nanoseconds ? new(up) : MaxValue;
    }

    /// <inheritdoc/>
    public int CompareTo(GoDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>In Go's format: <c>1h2m3.5s</c>, <c>1.5ms</c>, <c>1µs</c>, <c>0s</c>.</summary>
    public override string ToString()
    {
        if (Nanoseconds == 0)
        {
            return "0s";
        }

        var sign = Nanoseconds < 0 ? "-" : "";
        var magnitude = Nanoseconds < 0 ? (ulong)unchecked(-Nanoseconds) : (ulong)Nanoseconds;
        return sign + (magnitude < NanosecondsPerSecond ? SubSecond(magnitude) : FromSeconds(magnitude));
    }

    /// <summary>Shorter first.</summary>
    public static bool operator <(GoDuration left, GoDuration right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Shorter or equal.</summary>
    public static bool operator <=(GoDuration left, GoDuration right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Longer.</summary>
    public static bool operator >(GoDuration left, GoDuration right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Longer or equal.</summary>
    public static bool operator >=(GoDuration left, GoDuration right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>True where twice <paramref name="part"/> stays below <paramref name="whole"/>; both are not negative.</summary>
    internal static bool IsLessThanHalf(long part, long whole) => unchecked((ulong)part + (ulong)part) < (ulong)whole;

    // long.MinValue % -1 cannot occur: units are positive here.
    private long Remainder(GoDuration unit) => Nanoseconds % unit.Nanoseconds;

    // Go adds the whole part and the fraction as two floats; one division would round differently.
    private double Split(long unit) => (Nanoseconds / unit) + ((double)(Nanoseconds % unit) / unit);

    private static string SubSecond(ulong magnitude) => magnitude switch
    {
        < 1_000 => magnitude.ToString(CultureInfo.InvariantCulture) + "ns",
        < 1_000_000 => WithFraction(magnitude, 1_000, 3) + "µs",
        _ => WithFraction(magnitude, 1_000_000, 6) + "ms",
    };

    private static string FromSeconds(ulong magnitude)
    {
        var minutes = magnitude / NanosecondsPerMinute;
        var seconds = WithFraction(magnitude % NanosecondsPerMinute, NanosecondsPerSecond, 9) + "s";
        return minutes switch
        {
            0 => seconds,
            < 60 => $"{minutes}m{seconds}",
            _ => $"{minutes / 60}h{minutes % 60}m{seconds}",
        };
    }

    private static string WithFraction(ulong amount, ulong unit, int digits)
    {
        var whole = (amount / unit).ToString(CultureInfo.InvariantCulture);
        var fraction = amount % unit;
        return fraction == 0
            ? whole
            : whole + "." + fraction.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0');
    }
}

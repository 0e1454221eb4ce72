namespace Confd.GoTemplate.Time;

/// <summary>Go's <c>time.Time</c>: an instant with nanoseconds, a location in which it is shown, and possibly a monotonic
/// reading.</summary>
/// <remarks>
/// Compared with <c>==</c> (and the template's <c>eq</c>) field by field, as Go compares the struct; <see cref="IsSameInstant"/> is Go's
/// <c>Equal</c>.
/// Arithmetic wraps or saturates exactly where Go's does (Go <c>time.go</c>).
/// </remarks>
public readonly partial record struct GoTime
{
    internal const int SecondsPerDay = 86_400;

    // Seconds from 0001-01-01 to 1970-01-01; Go internally counts from the year 1, so that the zero value is that day.
    private const long UnixToInternal = 62_135_596_800;

    // Seconds from the absolute day 0 (CivilDate) to 1970-01-01.
    private static readonly ulong UnixToAbsolute = CivilDate.ToAbsoluteDays(1970, 1, 1) * SecondsPerDay;

    // Go packs times with a monotonic reading into 33 bits of seconds since 1885; outside that range the reading is dropped.
    private const long MonotonicMinimumSeconds = 59_453_308_800;
    private const long MonotonicMaximumSeconds = MonotonicMinimumSeconds + (1L << 33) - 1;

    private readonly long _seconds;
    private readonly int _nanosecond;
    private readonly long? _monotonic;
    private readonly Location? _location;

    private GoTime(long seconds, int nanosecond, long? monotonic, Location? location)
    {
        _seconds = seconds;
        _nanosecond = nanosecond;
        _monotonic = monotonic;

        // Go keeps UTC as a nil pointer: the zero time is in UTC, and all times in UTC compare equal.
        _location = ReferenceEquals(location, Location.Utc) ? null : location;
    }

    /// <summary>The location in which the time is shown.</summary>
    public Location Location => _location ?? Location.Utc;

    /// <summary>The year; 0 is 1 BC.</summary>
    public long Year => Date.Year;

    /// <summary>The month.</summary>
    public GoMonth Month => new(Date.Month);

    /// <summary>The day of the month, from 1.</summary>
    public int Day => Date.Day;

    /// <summary>The day of the year, from 1.</summary>
    public int YearDay => Date.YearDay;

    /// <summary>0–23.</summary>
    public int Hour => SecondOfDay / 3600;

    /// <summary>0–59.</summary>
    public int Minute => SecondOfDay % 3600 / 60;

    /// <summary>0–59.</summary>
    public int Second => SecondOfDay % 60;

    /// <summary>0–999999999.</summary>
    public int Nanosecond => _nanosecond;

    /// <summary>The day of the week.</summary>
    public GoWeekday Weekday => new(CivilDate.Weekday(AbsoluteSeconds / SecondsPerDay));

    /// <summary>True for 0001-01-01 00:00:00 UTC, Go's zero value.</summary>
    public bool IsZero => _seconds == 0 && _nanosecond == 0;

    /// <summary>True where daylight saving time is in force in the location.</summary>
    public bool IsDaylight => Period.Zone.IsDaylight;

    /// <summary>Seconds since 1970-01-01 00:00 UTC.</summary>
    public long UnixSeconds => unchecked(_seconds - UnixToInternal);

    /// <summary>Milliseconds since 1970-01-01 00:00 UTC; wraps outside ±292 million years.</summary>
    public long UnixMilliseconds => unchecked((UnixSeconds * 1_000) + (_nanosecond / 1_000_000));

    /// <summary>Microseconds since 1970-01-01 00:00 UTC; wraps outside ±292 thousand years.</summary>
    public long UnixMicroseconds => unchecked((UnixSeconds * 1_000_000) + (_nanosecond / 1_000));

    /// <summary>Nanoseconds since 1970-01-01 00:00 UTC; wraps outside the years 1678 to 2262.</summary>
    public long UnixNanoseconds => unchecked((UnixSeconds * GoDuration.NanosecondsPerSecond) + _nanosecond);

    /// <summary>True for Go's zero value itself: the zero time in UTC without a monotonic reading.</summary>
    public bool IsDefault => IsZero && _monotonic is null && _location is null;

    internal CivilDate Date => CivilDate.FromAbsoluteDays(AbsoluteSeconds / SecondsPerDay);

    internal ZonePeriod Period => Location.Lookup(UnixSeconds);

    internal bool HasMonotonic => _monotonic is not null;

    internal long InternalSeconds => _seconds;

    internal long MonotonicNanoseconds => _monotonic.GetValueOrDefault();

    private ulong AbsoluteSeconds => unchecked((ulong)(UnixSeconds + Period.Zone.OffsetSeconds) + UnixToAbsolute);

    private int SecondOfDay => (int)(AbsoluteSeconds % SecondsPerDay);

    /// <summary>The clock's time, with a monotonic reading, as from Go's <c>time.Now</c>.</summary>
    /// <param name="clock">Read once; .NET's resolution is 100 ns.</param>
    /// <param name="location">The machine's zone, <see cref="Location.LoadLocal"/>.</param>
    /// <param name="sinceStart">Time since the program's start: the <c>m=+1.5</c> of a printed time.</param>
    public static GoTime Now(TimeProvider clock, Location location, TimeSpan sinceStart)
    {
        var ticks = clock.GetUtcNow().UtcTicks;
        var nanosecond = (int)(ticks % TimeSpan.TicksPerSecond) * 100;
        return new GoTime(ticks / TimeSpan.TicksPerSecond, nanosecond, sinceStart.Ticks * 100, location);
    }

    /// <summary>A time from Unix seconds.</summary>
    /// <param name="seconds">Since 1970-01-01 00:00 UTC.</param>
    /// <param name="nanosecond">0–999999999.</param>
    /// <param name="location">The location in which it is shown.</param>
    public static GoTime FromUnix(long seconds, int nanosecond, Location location)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanosecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(nanosecond, (int)GoDuration.NanosecondsPerSecond);
        return new GoTime(unchecked(seconds + UnixToInternal), nanosecond, null, location);
    }

    /// <summary>A time from a date and a time of day in a location; every part may be out of its range and carries over (Go's
    /// <c>time.Date</c>).</summary>
    public static GoTime FromDate(long year, long month, long day, long hour, long minute, long second, long nanosecond, Location location)
    {
        unchecked
        {
            var month0 = month - 1;
            Carry(ref year, ref month0, 12);
            Carry(ref second, ref nanosecond, GoDuration.NanosecondsPerSecond);
            Carry(ref minute, ref second, 60);
            Carry(ref hour, ref minute, 60);
            Carry(ref day, ref hour, 24);
            var days = CivilDate.ToAbsoluteDays(year, (int)month0 + 1, day);
            var unix = (long)((days * SecondsPerDay) + (ulong)((hour * 3600) + (minute * 60) + second) - UnixToAbsolute);
            return FromUnix(unix - OffsetAtLocal(location, unix), (int)nanosecond, location);
        }
    }

    /// <summary>This instant, shown in another location; the monotonic reading is dropped.</summary>
    public GoTime In(Location location) => new(_seconds, _nanosecond, null, location);

    /// <summary>Before, at or after, by the monotonic reading where both have one.</summary>
    /// <returns>-1, 0 or 1.</returns>
    public int Compare(GoTime other)
    {
        if (_monotonic is { } left && other._monotonic is { } right)
        {
            return left.CompareTo(right);
        }

        var bySecond = _seconds.CompareTo(other._seconds);
        return bySecond != 0 ? bySecond : _nanosecond.CompareTo(other._nanosecond);
    }

    /// <summary>Go's <c>Equal</c>: the same instant, whatever the location.</summary>
    public bool IsSameInstant(GoTime other) => Compare(other) == 0;

    // The offset to subtract from a local time to get UTC (Go time.go, Date).
    private static long OffsetAtLocal(Location location, long localSeconds)
    {
        unchecked
        {
            var period = location.Lookup(localSeconds);
            var utc = localSeconds - period.Zone.OffsetSeconds;
            var isInside = period.Zone.OffsetSeconds == 0 || (utc >= period.Start && utc < period.End);
            return isInside ? period.Zone.OffsetSeconds : location.Lookup(utc).Zone.OffsetSeconds;
        }
    }

    // Go's norm: brings low into 0..size-1 and carries into high.
    private static void Carry(ref long high, ref long low, long size)
    {
        unchecked
        {
            if (low < 0)
            {
                var borrowed = ((-low - 1) / size) + 1;
                high -= borrowed;
                low += borrowed * size;
            }

            if (low >= size)
            {
                var carried = low / size;
                high += carried;
                low -= carried * size;
            }
        }
    }
}

namespace Confd.GoTemplate.Time;

/// <content>Adding, subtracting, rounding.</content>
public readonly partial record struct GoTime
{
    /// <summary>Later by a duration; the monotonic reading is kept as long as it can represent the time.</summary>
    public GoTime Add(GoDuration duration)
    {
        var seconds = duration.Nanoseconds / GoDuration.NanosecondsPerSecond;
        var nanosecond = _nanosecond + (int)(duration.Nanoseconds % GoDuration.NanosecondsPerSecond);
        if (nanosecond >= GoDuration.NanosecondsPerSecond)
        {
            seconds++;
            nanosecond -= (int)GoDuration.NanosecondsPerSecond;
        }
        else if (nanosecond < 0)
        {
            seconds--;
            nanosecond += (int)GoDuration.NanosecondsPerSecond;
        }

        var sum = AddSaturating(_seconds, seconds);
        return new GoTime(sum, nanosecond, MoveMonotonic(sum, duration.Nanoseconds), _location);
    }

    /// <summary>Later by calendar units, normalized: 29 February plus a year is 1 March. The monotonic reading is dropped.</summary>
    public GoTime AddDate(long years, long months, long days)
    {
        var date = Date;
        return unchecked(FromDate(date.Year + years, date.Month + months, date.Day + days, Hour, Minute, Second, _nanosecond, Location));
    }

    /// <summary>The time between two instants; saturates at about ±292 years.</summary>
    public GoDuration Subtract(GoTime earlier)
    {
        unchecked
        {
            if (_monotonic is { } left && earlier._monotonic is { } right)
            {
                var monotonic = left - right;
                return (monotonic < 0, left > right) switch
                {
                    (true, true) => GoDuration.MaxValue,
                    (false, false) when left < right => GoDuration.MinValue,
                    _ => new GoDuration(monotonic),
                };
            }

            var difference = ((Int128)_seconds - earlier._seconds) * GoDuration.NanosecondsPerSecond + (_nanosecond - earlier._nanosecond);
            return new GoDuration((long)Int128.Clamp(difference, long.MinValue, long.MaxValue));
        }
    }

    /// <summary>Earlier, at a multiple of <paramref name="unit"/> since the year 1; zero or less only drops the monotonic
    /// reading.</summary>
    public GoTime Truncate(GoDuration unit)
    {
        var plain = In(Location);
        return unit.Nanoseconds <= 0 ? plain : plain.Add(new GoDuration(-SinceMultipleOf(unit)));
    }

    /// <summary>At the nearest multiple of <paramref name="unit"/> since the year 1, halves later; zero or less only drops the monotonic
    /// reading.</summary>
    public GoTime Round(GoDuration unit)
    {
        var plain = In(Location);
        if (unit.Nanoseconds <= 0)
        {
            return plain;
        }

        var past = SinceMultipleOf(unit);
        return GoDuration.IsLessThanHalf(past, unit.Nanoseconds)
            ? plain.Add(new GoDuration(-past))
            : plain.Add(new GoDuration(unit.Nanoseconds - past));
    }

    private long SinceMultipleOf(GoDuration unit)
    {
        var total = ((Int128)_seconds * GoDuration.NanosecondsPerSecond) + _nanosecond;
        var remainder = (long)(total % unit.Nanoseconds);
        return remainder < 0 ? remainder + unit.Nanoseconds : remainder;
    }

    private long? MoveMonotonic(long seconds, long nanoseconds)
    {
        if (_monotonic is not { } monotonic || seconds is < MonotonicMinimumSeconds or > MonotonicMaximumSeconds)
        {
            return null;
        }

        var moved = unchecked(monotonic + nanoseconds);
        var hasWrapped = nanoseconds < 0 ? moved > monotonic : moved < monotonic;
        return hasWrapped ? null : moved;
    }

    private static long AddSaturating(long left, long right)
    {
        var sum = unchecked(left + right);
        if ((sum > left) == (right > 0))
        {
            return sum;
        }

        // Go excludes the smallest number: -(1<<63 - 1).
        return right > 0 ? long.MaxValue : -long.MaxValue;
    }
}

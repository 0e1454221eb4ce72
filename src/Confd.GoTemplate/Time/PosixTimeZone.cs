namespace Confd.GoTemplate.Time;

/// <summary>
/// The rule at the end of a TZif file, such as <c>CET-1CEST,M3.5.0,M10.5.0/3</c>: it determines the zone after the last transition
/// (Go <c>zoneinfo.go</c>, <c>tzset</c>).
/// </summary>
internal sealed class PosixTimeZone
{

    private readonly Zone _standard;
    private readonly Zone? _daylight;
    private readonly PosixRule _daylightStart;
    private readonly PosixRule _daylightEnd;

    private PosixTimeZone(Zone standard, Zone? daylight, PosixRule daylightStart, PosixRule daylightEnd)
    {
        _standard = standard;
        _daylight = daylight;
        _daylightStart = daylightStart;
        _daylightEnd = daylightEnd;
    }

    /// <summary>Parses a rule; null where the text is not one, in which case the file's last transition remains in force.</summary>
    public static PosixTimeZone? TryParse(string text)
    {
        var reader = new PosixZoneReader(text);
        if (!reader.TryReadName(out var standardName) || !reader.TryReadOffset(out var standardOffset))
        {
            return null;
        }

        var standard = new Zone(standardName, -standardOffset, false);
        if (reader.IsAtEnd || reader.Peek == ',')
        {
            return new PosixTimeZone(standard, null, default, default);
        }

        if (!reader.TryReadName(out var daylightName))
        {
            return null;
        }

        var daylightOffset = standard.OffsetSeconds + 3600;
        if (!reader.IsAtEnd && reader.Peek != ',')
        {
            if (!reader.TryReadOffset(out var written))
            {
                return null;
            }

            daylightOffset = -written;
        }

        // Without rules those of the United States apply, as in Go.
        var rules = new PosixZoneReader(reader.IsAtEnd ? ",M3.2.0,M11.1.0" : reader.Rest);
        return rules.TryReadRule(out var start) && rules.TryReadRule(out var end) && rules.IsAtEnd
            ? new PosixTimeZone(standard, new Zone(daylightName, daylightOffset, true), start, end)
            : null;
    }

    /// <summary>The zone at a time after the last transition of the file.</summary>
    /// <param name="lastTransition">When the last transition was; the period begins there at the earliest.</param>
    /// <param name="unixSeconds">The time.</param>
    public ZonePeriod Lookup(long lastTransition, long unixSeconds)
    {
        if (_daylight is not { } daylight)
        {
            return new ZonePeriod(_standard, lastTransition, long.MaxValue);
        }

        var days = Math.DivRem(unixSeconds, GoTime.SecondsPerDay, out var second);
        if (second < 0)
        {
            days--;
        }

        var absolute = unchecked((ulong)days + CivilDate.ToAbsoluteDays(1970, 1, 1));
        var year = CivilDate.FromAbsoluteDays(absolute).Year;
        var yearStart = (long)unchecked(CivilDate.ToAbsoluteDays(year, 1, 1) - CivilDate.ToAbsoluteDays(1970, 1, 1)) * GoTime.SecondsPerDay;
        var yearSecond = unixSeconds - yearStart;

        var first = _daylightStart.SecondOfYear(year, _standard.OffsetSeconds);
        var last = _daylightEnd.SecondOfYear(year, daylight.OffsetSeconds);
        var (inside, outside) = (daylight, _standard);

        // South of the equator the year begins and ends in daylight saving time.
        if (last < first)
        {
            (first, last) = (last, first);
            (inside, outside) = (outside, inside);
        }

        if (yearSecond < first)
        {
            return new ZonePeriod(outside, yearStart, yearStart + first);
        }

        var yearEnd = yearStart + (365L * GoTime.SecondsPerDay);
        return yearSecond >= last
            ? new ZonePeriod(outside, yearStart + last, yearEnd)
            : new ZonePeriod(inside, yearStart + first, yearStart + last);
    }
}

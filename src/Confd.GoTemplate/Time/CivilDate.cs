namespace Confd.GoTemplate.Time;

/// <summary>A day of the proleptic Gregorian calendar, with conversions from and to a count of days; any year, with Go's wrap-around at the
/// ends.</summary>
/// <remarks>
/// Years internally start in March, so that the leap day comes last (Go <c>time.go</c>, "Computations on Times").
/// The absolute day 0 is 292277022400 years ago: a multiple of 400 that keeps every representable time positive.
/// </remarks>
/// <param name="Year">Astronomical: 1 is 1 AD, 0 is 1 BC.</param>
/// <param name="Month">1–12.</param>
/// <param name="Day">1–31.</param>
internal readonly record struct CivilDate(long Year, int Month, int Day)
{
    private const ulong AbsoluteYears = 292277022400;
    private const int DaysFromMarchToDecember = 306;

    /// <summary>1–366.</summary>
    public int YearDay => (int)unchecked(ToAbsoluteDays(Year, Month, Day) - ToAbsoluteDays(Year, 1, 1)) + 1;

    /// <summary>Days since the absolute day 0; <paramref name="month"/> is 1–12, <paramref name="day"/> may be anything.</summary>
    public static ulong ToAbsoluteDays(long year, int month, long day)
    {
        unchecked
        {
            var isEarly = month < 3;
            var shiftedMonth = isEarly ? month + 12 : month;
            var absoluteYear = (ulong)year - (isEarly ? 1UL : 0UL) + AbsoluteYears;
            var yearDay = ((153 * shiftedMonth) - 457) / 5;
            var centuryDay = 1461 * (long)(absoluteYear % 100) / 4;
            var centuryStart = 146097 * (absoluteYear / 100) / 4;
            return centuryStart + (ulong)(centuryDay + yearDay + day - 1);
        }
    }

    /// <summary>28 to 31.</summary>
    public static int DaysInMonth(long year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>The date of an absolute day.</summary>
    public static CivilDate FromAbsoluteDays(ulong days)
    {
        unchecked
        {
            var quarter = (4 * days) + 3;
            var century = quarter / 146097;
            var centuryQuarter = (quarter % 146097) | 3;
            var year = centuryQuarter / 1461;
            var yearDay = (int)(centuryQuarter % 1461 / 4);
            var isEarly = yearDay >= DaysFromMarchToDecember;
            var month = ((5 * yearDay) + 461) / 153;
            var day = yearDay - (((153 * month) - 457) / 5) + 1;
            var civilYear = (long)((century * 100) - AbsoluteYears) + (long)year + (isEarly ? 1 : 0);
            return new CivilDate(civilYear, isEarly ? month - 12 : month, day);
        }
    }

    /// <summary>0 is Sunday: the absolute day 0 was a Wednesday.</summary>
    public static int Weekday(ulong absoluteDays) => (int)((absoluteDays + 3) % 7);
}

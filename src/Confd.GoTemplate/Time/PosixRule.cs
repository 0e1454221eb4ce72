namespace Confd.GoTemplate.Time;

/// <summary>When in a year a zone changes: <c>Jn</c>, <c>n</c> or <c>Mm.w.d</c>, with a time of day.</summary>
/// <param name="Kind">The form.</param>
/// <param name="Day">Day of the year or, for <c>M</c>, of the week (0 is Sunday).</param>
/// <param name="Week">1–5 for <c>M</c>; 5 is the last one.</param>
/// <param name="Month">1–12 for <c>M</c>.</param>
/// <param name="TimeSeconds">Seconds after midnight of local time; may be negative or above a day.</param>
internal readonly record struct PosixRule(PosixRuleKind Kind, int Day, int Week, int Month, int TimeSeconds)
{

    /// <summary>Seconds since the start of the year in UTC, given the offset in force before the change.</summary>
    public long SecondOfYear(long year, int offsetSeconds) => ((long)DayIndex(year) * GoTime.SecondsPerDay) + TimeSeconds - offsetSeconds;

    private int DayIndex(long year) => Kind switch
    {
        // Jn never counts the leap day.
        PosixRuleKind.JulianWithoutLeapDay => Day - 1 + (IsLeap(year) && Day >= 60 ? 1 : 0),
        PosixRuleKind.ZeroBasedDay => Day,
        _ => WeekdayIndex(year),
    };

    private int WeekdayIndex(long year)
    {
        var monthStart = CivilDate.ToAbsoluteDays(year, Month, 1);
        var ahead = Day - CivilDate.Weekday(monthStart);
        var day = (ahead < 0 ? ahead + 7 : ahead) + ((Week - 1) * 7);
        var nextMonth = Month == 12 ? CivilDate.ToAbsoluteDays(year + 1, 1, 1) : CivilDate.ToAbsoluteDays(year, Month + 1, 1);
        var daysInMonth = (int)(nextMonth - monthStart);
        while (day >= daysInMonth)
        {
            day -= 7;
        }

        return (int)(monthStart - CivilDate.ToAbsoluteDays(year, 1, 1)) + day;
    }

    private static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

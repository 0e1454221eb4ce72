namespace Confd.GoTemplate.Time;

/// <summary>A field of a time layout; the comment shows its form in the layout.</summary>
internal enum TimeField
{
    /// <summary>No field: literal text.</summary>
    None,

    /// <summary><c>January</c>.</summary>
    MonthName,

    /// <summary><c>Jan</c>.</summary>
    MonthAbbreviation,

    /// <summary><c>1</c>.</summary>
    Month,

    /// <summary><c>01</c>.</summary>
    ZeroMonth,

    /// <summary><c>Monday</c>.</summary>
    WeekdayName,

    /// <summary><c>Mon</c>.</summary>
    WeekdayAbbreviation,

    /// <summary><c>2</c>.</summary>
    Day,

    /// <summary><c>_2</c>.</summary>
    SpaceDay,

    /// <summary><c>02</c>.</summary>
    ZeroDay,

    /// <summary><c>__2</c>.</summary>
    SpaceYearDay,

    /// <summary><c>002</c>.</summary>
    ZeroYearDay,

    /// <summary><c>15</c>.</summary>
    Hour24,

    /// <summary><c>3</c>.</summary>
    Hour12,

    /// <summary><c>03</c>.</summary>
    ZeroHour12,

    /// <summary><c>4</c>.</summary>
    Minute,

    /// <summary><c>04</c>.</summary>
    ZeroMinute,

    /// <summary><c>5</c>.</summary>
    Second,

    /// <summary><c>05</c>.</summary>
    ZeroSecond,

    /// <summary><c>2006</c>.</summary>
    Year,

    /// <summary><c>06</c>.</summary>
    ShortYear,

    /// <summary><c>PM</c>.</summary>
    UpperMeridiem,

    /// <summary><c>pm</c>.</summary>
    LowerMeridiem,

    /// <summary><c>MST</c>.</summary>
    ZoneAbbreviation,

    /// <summary><c>-07</c>, <c>-0700</c>, <c>-07:00</c>, <c>-070000</c>, <c>-07:00:00</c>.</summary>
    Offset,

    /// <summary>The same with <c>Z</c> instead of the sign: <c>Z</c> is printed for UTC.</summary>
    OffsetOrZ,

    /// <summary><c>.000</c> or <c>,000</c>.</summary>
    Fraction,

    /// <summary><c>.999</c> or <c>,999</c>: zeros at the end are cut.</summary>
    TrimmedFraction,
}

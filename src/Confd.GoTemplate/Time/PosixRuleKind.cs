namespace Confd.GoTemplate.Time;

/// <summary>The forms of a POSIX zone change.</summary>
internal enum PosixRuleKind
{
    /// <summary><c>Jn</c>: 1–365, the leap day is never counted.</summary>
    JulianWithoutLeapDay,

    /// <summary><c>n</c>: 0–365, the leap day is counted.</summary>
    ZeroBasedDay,

    /// <summary><c>Mm.w.d</c>: weekday d of week w of month m.</summary>
    WeekdayOfMonth,
}

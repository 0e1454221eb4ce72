namespace Confd.Following;

/// <summary>The range of .NET's timers, whichever kind.</summary>
public static class Timers
{
    /// <summary>The longest time that one timer may be given.</summary>
    /// <value>24 days: a little less than the 2^31 - 1 milliseconds that all of them hold.</value>
    public static TimeSpan MaxDelay { get; } = TimeSpan.FromDays(24);

    /// <summary>True for a positive time that a timer can count.</summary>
    public static bool CanCount(TimeSpan time) => time > TimeSpan.Zero && time <= MaxDelay;
}

namespace Confd.Following;

/// <summary>What .NET's timers can count, whatever waits by them.</summary>
public static class Timers
{
    /// <summary>The longest time that may be asked of one timer.</summary>
    /// <value>24 days: a little less than the 2^31 - 1 milliseconds that all of them hold.</value>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(24);

    /// <summary>True for a time that passes, and that a timer can count.</summary>
    public static bool CanCount(TimeSpan time) => time > TimeSpan.Zero && time <= Longest;
}

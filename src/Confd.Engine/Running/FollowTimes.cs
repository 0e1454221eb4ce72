using Confd.Following;

namespace Confd.Engine.Running;

/// <summary>Creates the options for following backends and flags from those of the engine.</summary>
internal static class FollowTimes
{
    // A watch that lasted this long has another reason for its end than the one before.
    private static readonly TimeSpan ResetAfter = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    // Without a pause, a missing backend would keep a core and the log busy.
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause after a first failure.</summary>
    public static TimeSpan FirstPause(EngineOptions options) => options.WatchErrorBackoff > MinPause ? options.WatchErrorBackoff : MinPause;

    /// <summary>The options of a follower.</summary>
    /// <remarks>
    /// Opening a watch again costs a reading of the whole table, and all machines of a fleet lose their watches at the same time: the first
    /// pause is that of the settings, later ones are longer each time and random.
    /// </remarks>
    public static FollowOptions Create(EngineOptions options, TimeProvider clock)
    {
        var first = FirstPause(options);
        var longest = options.Interval < MaxDelay ? options.Interval : MaxDelay;
        return new FollowOptions
        {
            PollInterval = options.Interval,
            Backoff = new BackoffOptions
            {
                BaseDelay = first,
                MaxDelay = longest > first ? longest : first,
                ResetAfter = ResetAfter,
                IsFirstExact = true,
            },
            Clock = clock,
        };
    }
}

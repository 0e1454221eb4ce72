using Confd.Following;

namespace Confd.Engine.Running;

/// <summary>How the engine follows backends and flags: from its settings.</summary>
internal static class WatchOptions
{
    // A watch that held for so long broke for another reason than the one before.
    private static readonly TimeSpan GoodTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    // A pause of nothing would keep a core, and the log, busy for as long as a backend is away.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause after a first failure.</summary>
    public static TimeSpan FirstPause(EngineOptions options) => options.WatchErrorBackoff > Shortest ? options.WatchErrorBackoff : Shortest;

    /// <summary>The options of a follower.</summary>
    /// <remarks>
    /// Opening a watch anew costs a reading of the whole table, and all machines of a fleet lose their watches at one time: the first pause
    /// is what the settings say, later ones are ever longer and not alike everywhere.
    /// </remarks>
    public static FollowOptions Create(EngineOptions options, TimeProvider clock)
    {
        var first = FirstPause(options);
        var longest = options.Interval < Longest ? options.Interval : Longest;
        return new FollowOptions
        {
            PollInterval = options.Interval,
            Backoff = new BackoffOptions
            {
                First = first,
                Longest = longest > first ? longest : first,
                GoodTime = GoodTime,
                IsFirstExact = true,
            },
            Clock = clock,
        };
    }
}

using Confd.Flags.Events;
using Confd.Flags.Hooks;
using Confd.Flags.Storage;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>How a <see cref="FlagClient"/> reads its store.</summary>
public sealed record FlagClientOptions
{
    /// <summary>How long to wait between two reads of the store.</summary>
    /// <value>
    /// 15 seconds by default, the age that LaunchDarkly's SDKs allow. <see cref="Timeout.InfiniteTimeSpan"/>: the store is read only by
    /// <see cref="FlagClient.RefreshAsync"/>, as in functions that are frozen between requests.
    /// </value>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// True: the store is read when it reports a change, and not at the interval, which applies only while changes cannot be followed. For
    /// stores that are an <see cref="IFlagChangeSource"/>, such as that of <c>Confd.Flags.DynamoDb</c>; for any other store a warning is
    /// logged.
    /// </summary>
    public bool LiveUpdates { get; init; }

    /// <summary>Reports changes of the store, where the store does not do so itself; implies <see cref="LiveUpdates"/>.</summary>
    /// <value>Null, the default: the store reports them, if <see cref="LiveUpdates"/> is true. Not disposed by the client.</value>
    public IFlagChangeSource? Changes { get; init; }

    /// <summary>The least time between a reading that a change caused and the next one; changes in between are read together.</summary>
    /// <value>1 second by default. Zero for stores in memory.</value>
    public TimeSpan MinTimeBetweenChanges { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Set: no flags are held; each variation reads its flag, and what that refers to, through a cache with these settings. For stores of
    /// which few flags are used, or where a change must not be missed. Variations then wait for the store, the asynchronous ones without
    /// blocking a thread; they allocate, and <see cref="FlagClient.FlagsChanged"/> is not raised.
    /// </summary>
    /// <value>Null, the default: the store is read as a whole, and variations use memory. Cannot be combined with <see cref="FlagKeys"/>,
    /// <see cref="LiveUpdates"/> or <see cref="Changes"/>.</value>
    public FlagCacheOptions? ReadThrough { get; init; }

    /// <summary>How long a variation waits for a store that is read through, before it returns its default with <c>EXCEPTION</c>.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan ReadThroughTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Hooks that run before and after evaluations, in order.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<FlagHook> Hooks { get; init => field = value ?? []; } = [];

    /// <summary>Receives the events of evaluations, contexts and measurements; disposed with the client.</summary>
    /// <value>Null, the default: there are no events.</value>
    public IFlagEvents? Events { get; init; }

    /// <summary>Returns the id of the environment that the flags come from, for hooks; called each time, as a source may learn it
    /// late.</summary>
    /// <value>Null, the default: hooks get no id.</value>
    public Func<string?>? EnvironmentId { get; init; }

    /// <summary>The only flags that are read, with the flags and segments they refer to; the client treats any other as unknown.</summary>
    /// <value>Empty by default: all flags. A function that uses few flags of a large environment starts faster with their keys
    /// here.</value>
    public IReadOnlyList<string> FlagKeys { get; init => field = value ?? []; } = [];

    /// <summary>The memberships of big segments; null, the default: big segments are not configured. Not disposed by the client.</summary>
    public IBigSegmentStore? BigSegments { get; init; }

    /// <summary>How long the memberships of one context are cached.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan BigSegmentsTimeToLive { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The number of contexts whose memberships are cached; the least recently used goes first.</summary>
    /// <value>1000 by default, as in LaunchDarkly's SDKs.</value>
    public int BigSegmentsCacheSize { get; init; } = 1000;

    /// <summary>The age of the last synchronization beyond which memberships count as stale.</summary>
    /// <value>2 minutes by default.</value>
    public TimeSpan BigSegmentsStaleAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a variation waits for the memberships of a context, before it evaluates the rules without them, with
    /// <c>STORE_ERROR</c> in its reason.</summary>
    /// <value>5 seconds by default: a first reading, which opens connections, may take a second or two.</value>
    public TimeSpan BigSegmentsTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the time of the last synchronization is read, in the background, starting with the first flag that refers to a
    /// big segment.</summary>
    /// <value>5 seconds by default, as in LaunchDarkly's SDKs.</value>
    public TimeSpan BigSegmentsStatusInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>True: a variation that waits for a store on a pool thread does not raise the pool's minimum meanwhile. For hosts that set
    /// the pool's numbers themselves. A burst of such variations then waits until the pool starts threads by itself, which may take most of
    /// a minute with few cores.</summary>
    /// <value>False by default: <see cref="ThreadPool.SetMinThreads"/>, which affects the whole process, is raised by one for each
    /// variation that waits, by 512 at most, and set back. Only variations without <c>Async</c> wait, with big segments or with <see
    /// cref="ReadThrough"/>.</value>
    public bool LeavesThreadPool { get; init; }

    /// <summary>True if the client must not dispose of the store.</summary>
    public bool LeavesStoreOpen { get; init; }

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs reads that fail and flags that cannot be read; never values. Null: nothing is logged.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One cannot be used, or two do not go together; the message names it and what it may
    /// be.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(FlagClientOptions));
        check.RequireTime(RefreshInterval, nameof(RefreshInterval), orInfinite: true);
        check.RequireTimer(MinTimeBetweenChanges, nameof(MinTimeBetweenChanges), orZero: true);
        check.RequireTogether(
            ReadThrough is null || (FlagKeys.Count == 0 && !LiveUpdates && Changes is null),
            nameof(ReadThrough),
            $"does not go together with {nameof(FlagKeys)}, {nameof(LiveUpdates)} or {nameof(Changes)}");
        check.RequireTimer(ReadThroughTimeout, nameof(ReadThroughTimeout));
        check.RequireTime(BigSegmentsTimeToLive, nameof(BigSegmentsTimeToLive), orZero: true);
        check.RequireAtLeast(BigSegmentsCacheSize, 1, nameof(BigSegmentsCacheSize), "contexts");
        check.RequireTime(BigSegmentsStaleAfter, nameof(BigSegmentsStaleAfter));
        check.RequireTimer(BigSegmentsTimeout, nameof(BigSegmentsTimeout));
        check.RequireTimer(BigSegmentsStatusInterval, nameof(BigSegmentsStatusInterval));
        check.RequireSet(Clock, nameof(Clock));
        ReadThrough?.Validate();
    }
}

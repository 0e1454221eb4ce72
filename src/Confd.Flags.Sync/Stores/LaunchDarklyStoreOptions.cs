using Confd.Flags.Storage;
using Confd.Following;
using Confd.Shared;

namespace Confd.Flags.Sync.Stores;

/// <summary>Options of a <see cref="LaunchDarklyStore"/>.</summary>
/// <remarks>Without a logger the store logs to that of the client that reads it.</remarks>
public sealed record LaunchDarklyStoreOptions : FlagFillOptions
{
    private static readonly TimeSpan MaxRefusalPause = TimeSpan.FromHours(1);

    /// <summary>True: the service is polled at an interval; false, the default: its stream is followed.</summary>
    public bool IsPolling { get; init; }

    /// <summary>
    /// The store that holds the data. A store that others read too, such as one in DynamoDB, is written as data is received, and can be
    /// read immediately; a <see cref="CachedFlagStore"/> in front of it is updated with each change. One that several may fill (<see
    /// cref="Reconciling.IReconcilingFlagStore"/>) is filled as by a <see cref="FlagSync"/>: from one source, where it differs, and never
    /// emptied by mistake. Behind a cache that <see cref="CachedFlagStore.WritesLater"/> it is written with the data of the stream,
    /// whatever other processes write.
    /// </summary>
    /// <value>Null, the default: in memory; readers wait for the first response of the service.</value>
    public IFlagStore? Behind { get; init; }

    /// <summary>The delay after a first rejection, such as 401 for an unknown key; it doubles with each further one, up to an hour or to
    /// this delay if it is longer.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan RefusedRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a reading waits for the first data of the service before it throws; the store keeps trying meanwhile and
    /// afterwards. Without effect where there is a store <see cref="Behind"/>.</summary>
    /// <value>30 seconds. <see cref="Timeout.InfiniteTimeSpan"/>: without limit.</value>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        var check = new OptionCheck(nameof(LaunchDarklyStoreOptions));
        check.RequireTimer(RefusedRetryDelay, nameof(RefusedRetryDelay), orZero: true);
        check.RequireTimer(StartTimeout, nameof(StartTimeout), orInfinite: true);
    }

    internal BackoffOptions RefusalBackoff => Backoff with
    {
        BaseDelay = IsPolling && PollInterval > RefusedRetryDelay ? PollInterval : RefusedRetryDelay,
        MaxDelay = RefusedRetryDelay > MaxRefusalPause ? RefusedRetryDelay : MaxRefusalPause,
    };
}

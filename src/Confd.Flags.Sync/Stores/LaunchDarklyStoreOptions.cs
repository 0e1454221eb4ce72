using Confd.Flags.Storage;
using Confd.Following;
using Confd.Shared;

namespace Confd.Flags.Sync.Stores;

/// <summary>How a <see cref="LaunchDarklyStore"/> gets its data.</summary>
public sealed record LaunchDarklyStoreOptions : FlagFillOptions
{
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromHours(1);

    /// <summary>True: the service is asked at an interval; false, the default: its stream is followed.</summary>
    public bool IsPolling { get; init; }

    /// <summary>
    /// Where the data is kept. In a store that others read too, such as one in DynamoDB, it is written as it comes, and read from there as
    /// soon as it is asked for; a <see cref="CachedFlagStore"/> in front of it is told of each change. One that several may fill
    /// (<see cref="Reconciling.IReconcilingFlagStore"/>) is filled as by a <see cref="FlagSync"/>: from one source, where it differs, and
    /// never emptied by mistake. Behind a cache that <see cref="CachedFlagStore.WritesLater"/> it is written as the stream says,
    /// whoever else fills it.
    /// </summary>
    /// <value>Null, the default: in memory; readers wait until the service has answered once.</value>
    public IFlagStore? Behind { get; init; }

    /// <summary>The wait after a first refusal, such as 401 for a key that is not known; it doubles with each further one, up to an
    /// hour or to this wait where it is longer.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan RefusedRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    internal override void Validate()
    {
        base.Validate();
        new OptionCheck(nameof(LaunchDarklyStoreOptions)).RequireTimer(RefusedRetryDelay, nameof(RefusedRetryDelay), orZero: true);
    }

    internal BackoffOptions RefusalBackoff => Backoff with
    {
        First = IsPolling && PollInterval > RefusedRetryDelay ? PollInterval : RefusedRetryDelay,
        Longest = RefusedRetryDelay > LongestRefusal ? RefusedRetryDelay : LongestRefusal,
    };
}

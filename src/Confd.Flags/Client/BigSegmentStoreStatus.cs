namespace Confd.Flags.Client;

/// <summary>The status of the store of big segments.</summary>
/// <param name="IsAvailable">True if the last reading succeeded; false also where no store is configured.</param>
/// <param name="IsStale">True if it was not synchronized for <see cref="FlagClientOptions.BigSegmentsStaleAfter"/>.</param>
public readonly record struct BigSegmentStoreStatus(bool IsAvailable, bool IsStale)
{
    /// <summary>When it was last synchronized, by the last reading that succeeded; null: not known.</summary>
    public DateTimeOffset? SynchronizedOn { get; init; }
}

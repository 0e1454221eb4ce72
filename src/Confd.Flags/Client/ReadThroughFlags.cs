using System.Collections.Concurrent;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Reads from a store what an evaluation needs, each time; the store's cache limits the age of the data.</summary>
internal sealed class ReadThroughFlags(
    IFlagStore store, FlagClientOptions options, Func<string, BigSegmentAnswer>? bigSegments, ILogger logger)
{
    // The last prepared reading of each flag, so that items that are still in the cache are not parsed again. Only for flags that the store
    // has: keys come from callers, and their number is unlimited.
    private readonly ConcurrentDictionary<string, Reading> _last = new(StringComparer.Ordinal);
    private FlagSnapshot? _lastOfAll;

    /// <summary>Reads a flag and all that it refers to.</summary>
    /// <exception cref="FlagStoreException">The store cannot be read.</exception>
    /// <exception cref="TimeoutException">The store did not answer in time.</exception>
    public async Task<FlagSnapshot> ReadAsync(string flagKey, CancellationToken cancellationToken)
    {
        var last = _last.GetValueOrDefault(flagKey);
        var stored = await BoundedStoreRead.RunAsync(
            token => StoredItemReader.ReadAsync(store, [flagKey], last?.Snapshot, token),
            options.ReadThroughTimeout,
            options.Clock,
            cancellationToken).ConfigureAwait(false);
        if (last is not null && last.IsOf(stored))
        {
            return last.Snapshot;
        }

        var snapshot = FlagSnapshot.Create(stored, options.Clock.GetUtcNow(), last?.Snapshot, bigSegments, logger);
        if (stored.Flags.ContainsKey(flagKey))
        {
            _last[flagKey] = new Reading(stored, snapshot);
        }
        else
        {
            _last.TryRemove(flagKey, out _);
        }

        return snapshot;
    }

    /// <summary>Reads all flags and segments.</summary>
    /// <exception cref="FlagStoreException">The store cannot be read.</exception>
    /// <exception cref="TimeoutException">The store did not answer in time.</exception>
    public async Task<FlagSnapshot> ReadAllAsync(CancellationToken cancellationToken)
    {
        var stored = await BoundedStoreRead.RunAsync(
            token => StoredItemReader.ReadAllAsync(store, token), options.ReadThroughTimeout, options.Clock, cancellationToken)
            .ConfigureAwait(false);
        var last = Volatile.Read(ref _lastOfAll);
        var snapshot = FlagSnapshot.Create(stored, options.Clock.GetUtcNow(), last, bigSegments, logger);
        Volatile.Write(ref _lastOfAll, snapshot);
        return snapshot;
    }

    private sealed record Reading(StoredItems Stored, FlagSnapshot Snapshot)
    {
        // An item that is still in the cache is the same object.
        public bool IsOf(StoredItems stored) => Are(Stored.Flags, stored.Flags) && Are(Stored.Segments, stored.Segments);

        private static bool Are(IReadOnlyDictionary<string, VersionedItem> known, IReadOnlyDictionary<string, VersionedItem> items) =>
            known.Count == items.Count && items.All(item => ReferenceEquals(known.GetValueOrDefault(item.Key), item.Value));
    }
}

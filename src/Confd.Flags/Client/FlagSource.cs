using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>Where the flags of a client come from, and what the client disposes of.</summary>
/// <param name="ReadAsync">Reads all flags of the client; what is held says what an item that cannot be read referred to.</param>
/// <param name="Store">The store that is read; null: files.</param>
/// <param name="Owned">Disposed with the client; null: nothing is.</param>
internal sealed record FlagSource(
    Func<FlagSnapshot?, CancellationToken, Task<StoredItems>> ReadAsync, IFlagStore? Store, IAsyncDisposable? Owned)
{
    /// <summary>The store's own words for itself.</summary>
    public override string ToString() => Store?.ToString() ?? "files";

    /// <summary>A store, read as the options require: all or certain flags, through a cache where each variation reads it.</summary>
    public static FlagSource Of(IFlagStore store, FlagClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        var read = options.ReadThrough is { } cache
            ? new CachedFlagStore(
                store, cache with { Clock = options.Clock, Logger = cache.Logger ?? options.Logger }, options.ReadThroughTimeout)
            : store;
        return new(
            options.FlagKeys.Count == 0
                ? (_, token) => StoredItemReader.ReadAllAsync(read, token)
                : (held, token) => StoredItemReader.ReadAsync(read, options.FlagKeys, held, token),
            read,
            options.LeavesStoreOpen ? null : read);
    }

    /// <summary>Files as if they were a store.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="mayBePipesFirst">True where the first reading may wait for the writer of a pipe.</param>
    public static FlagSource Of(IReadOnlyList<string> paths, bool mayBePipesFirst)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var readings = 0;
        return new(
            (_, token) => FlagFiles.ReadAsync(paths, mayBePipes: mayBePipesFirst && Interlocked.Increment(ref readings) == 1, token),
            Store: null,
            Owned: null);
    }
}

using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Flags.Storage;
using Confd.Following;

namespace Confd.Flags.Testing;

/// <summary>Flags that a test sets and changes; its clients apply each change before the call that makes the change returns.</summary>
/// <remarks>
/// Such a client is created by <c>FlagClient.OpenTestDataAsync</c>; for any other client this is a store that reports its changes. Versions
/// are assigned here. Thread-safe; one instance may serve several clients.
/// </remarks>
/// <example>
/// <code>
/// var data = new TestData();
/// data.Update(data.Flag("new-checkout").FallthroughVariation(false).IfMatch("country", "NO").ThenReturn(true));
/// await using var flags = await FlagClient.OpenTestDataAsync(data);
/// </code>
/// </example>
public sealed class TestData : IMemoryFlagStore, IFlagChangeSource, IDisposable
{
    private readonly MemoryFlagStore _store = new(FlagDataSet.Empty);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TestFlag> _flags = new(StringComparer.Ordinal);
    private readonly FlagWatches _watches = new();

    /// <summary>Raised on the thread that makes a change, before its call returns.</summary>
    internal event EventHandler? Changed;

    /// <summary>A copy of a flag as it was last passed to <see cref="Update"/>; for an unknown key a new one: on, and true for every
    /// context.</summary>
    public TestFlag Flag(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        lock (_lock)
        {
            return _flags.TryGetValue(key, out var known) ? known.Copy() : new TestFlag(key);
        }
    }

    /// <summary>Adds a flag, or replaces the one with its key.</summary>
    public TestData Update(TestFlag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var built = flag.Build();
        lock (_lock)
        {
            _flags[flag.Key] = flag.Copy();
            Write(DataKind.Features, built.Key, version => ItemOf(built, version));
        }

        Raise();
        return this;
    }

    /// <summary>Adds a flag as it is, with the next version, or replaces the one with its key.</summary>
    public TestData Put(FeatureFlag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return Put(DataKind.Features, flag.Key, version => ItemOf(flag, version));
    }

    /// <summary>Adds a segment as it is, with the next version, or replaces the one with its key.</summary>
    public TestData Put(Segment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return Put(
            DataKind.Segments,
            segment.Key,
            version => new(version, SegmentJson.ToUtf8(segment with { Version = version, IsDeleted = false })));
    }

    /// <summary>Deletes a flag.</summary>
    public TestData Delete(string flagKey)
    {
        lock (_lock)
        {
            _flags.Remove(flagKey);
            Write(DataKind.Features, flagKey, VersionedItem.Tombstone);
        }

        Raise();
        return this;
    }

    /// <inheritdoc/>
    public Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IChangeWatch<StoredChanges>?>(_watches.Open());

    /// <inheritdoc/>
    public async Task InitAsync(FlagDataSet data, CancellationToken cancellationToken)
    {
        await _store.InitAsync(data, cancellationToken).ConfigureAwait(false);
        Raise();
    }

    /// <inheritdoc/>
    public Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        _store.GetAsync(kind, key, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken) =>
        _store.GetAllAsync(kind, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken)
    {
        var isWritten = await _store.UpsertAsync(kind, key, item, cancellationToken).ConfigureAwait(false);
        Raise();
        return isWritten;
    }

    /// <inheritdoc/>
    public Task<bool> InitializedAsync(CancellationToken cancellationToken) => _store.InitializedAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => _store.IsAvailableAsync(cancellationToken);

    /// <summary>Does nothing: the data may serve other clients too.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Raise()
    {
        _watches.Raise();
        Changed?.Invoke(this, EventArgs.Empty);
    }

    private static VersionedItem ItemOf(FeatureFlag flag, long version) =>
        new(version, FlagJson.ToUtf8(flag with { Version = version, IsDeleted = false }));

    private TestData Put(DataKind kind, string key, Func<long, VersionedItem> make)
    {
        lock (_lock)
        {
            Write(kind, key, make);
        }

        Raise();
        return this;
    }

    // The store is in memory: its tasks are completed when they are returned. Again where a caller of the store's methods wrote in between.
    private void Write(DataKind kind, string key, Func<long, VersionedItem> make)
    {
        bool isWritten;
        do
        {
            var known = _store.GetAsync(kind, key, CancellationToken.None).GetAwaiter().GetResult();
            isWritten = _store.UpsertAsync(
                kind, key, make(checked((known?.Version ?? 0) + 1)), CancellationToken.None).GetAwaiter().GetResult();
        }
        while (!isWritten);
    }
}

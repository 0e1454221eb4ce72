using System.Collections.Immutable;

namespace Confd.Flags.Storage;

/// <summary>A store in the memory of this process: for tests, for files that are loaded once, and as the reference implementation of a
/// store.</summary>
/// <remarks>Readers never wait: they see one immutable state, and <see cref="InitAsync"/> is atomic.</remarks>
public sealed class MemoryFlagStore : IMemoryFlagStore, IDisposable
{
    private readonly Lock _writing = new();
    private volatile State _state = new(
        ImmutableDictionary<DataKind, ImmutableDictionary<string, VersionedItem>>.Empty, IsInitialized: false);

    /// <summary>Creates an empty store.</summary>
    public MemoryFlagStore()
    {
    }

    /// <summary>Creates a store that is initialized with the data set.</summary>
    public MemoryFlagStore(FlagDataSet data) => Replace(data);

    /// <inheritdoc/>
    public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Replace(data);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(ItemsOf(_state, kind).GetValueOrDefault(key));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyDictionary<string, VersionedItem>>(ItemsOf(_state, kind));
    }

    /// <inheritdoc/>
    public Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_writing)
        {
            var items = ItemsOf(_state, kind);
            if (items.TryGetValue(key, out var stored) && stored.Version >= item.Version)
            {
                return Task.FromResult(false);
            }

            _state = _state with { Kinds = _state.Kinds.SetItem(kind, items.SetItem(key, item)) };
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<bool> InitializedAsync(CancellationToken cancellationToken) => Task.FromResult(_state.IsInitialized);

    /// <inheritdoc/>
    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static ImmutableDictionary<string, VersionedItem> ItemsOf(State state, DataKind kind) =>
        state.Kinds.GetValueOrDefault(kind) ?? ImmutableDictionary<string, VersionedItem>.Empty;

    private void Replace(FlagDataSet data)
    {
        var replaced = data.Kinds.Select(kind => KeyValuePair.Create(kind.Key, kind.Value.ToImmutableDictionary(StringComparer.Ordinal)));
        lock (_writing)
        {
            _state = new State(_state.Kinds.SetItems(replaced), IsInitialized: true);
        }
    }

    private sealed record State(ImmutableDictionary<DataKind, ImmutableDictionary<string, VersionedItem>> Kinds, bool IsInitialized);
}

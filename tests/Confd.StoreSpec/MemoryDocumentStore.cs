using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.StoreSpec;

/// <summary>A store of documents in memory: the model of what <see cref="IFlagDocumentStore"/> demands.</summary>
public sealed class MemoryDocumentStore : IFlagDocumentStore
{
    private readonly Lock _writing = new();
    private readonly Dictionary<(DataKind Kind, string Key), VersionedItem> _items = [];
    private bool _isMarked;

    /// <summary>All writes that were done, in order.</summary>
    public List<FlagDocumentWrite> Writes { get; } = [];

    /// <summary>What could have ended the writes that were done, in order.</summary>
    public List<CancellationToken> Ends { get; } = [];

    /// <summary>Called before each write, as another writer would come in between.</summary>
    public Action<FlagDocumentWrite>? BeforeWrite { get; set; }

    /// <summary>What a sync fills the store from.</summary>
    public string? FillingSource { get; set; }

    public string Table => "memory";

    public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            _items.Clear();
            foreach (var stage in data.Stages)
            {
                foreach (var (key, item) in stage.Items)
                {
                    _items[(stage.Kind, key)] = item;
                }
            }

            _isMarked = true;
        }

        return Task.CompletedTask;
    }

    public Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            return Task.FromResult(_items.GetValueOrDefault((kind, key)));
        }
    }

    public Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            return Task.FromResult<IReadOnlyDictionary<string, VersionedItem>>(
                _items.Where(item => item.Key.Kind == kind).ToDictionary(item => item.Key.Key, item => item.Value));
        }
    }

    public Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            var isNewer = !_items.TryGetValue((kind, key), out var stored) || stored.Version < item.Version;
            if (isNewer)
            {
                _items[(kind, key)] = item;
            }

            return Task.FromResult(isNewer);
        }
    }

    public Task<bool> ReplaceAsync(FlagDocumentWrite write, CancellationToken cancellationToken)
    {
        BeforeWrite?.Invoke(write);
        lock (_writing)
        {
            if (_items.GetValueOrDefault((write.Kind, write.Key))?.Version != write.SeenVersion)
            {
                return Task.FromResult(false);
            }

            _items[(write.Kind, write.Key)] = write.Item;
            Writes.Add(write);
            Ends.Add(cancellationToken);
            return Task.FromResult(true);
        }
    }

    public Task MarkInitializedAsync(CancellationToken cancellationToken)
    {
        _isMarked = true;
        return Task.CompletedTask;
    }

    public Task<string?> FindSyncSourceAsync(CancellationToken cancellationToken) => Task.FromResult(FillingSource);

    public Task<bool> InitializedAsync(CancellationToken cancellationToken) => Task.FromResult(_isMarked);

    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

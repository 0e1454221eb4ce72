using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync.Tests;

/// <summary>A table in memory: what a sync did with it, and whatever a test makes it lose or refuse.</summary>
internal sealed class MemoryReconcilingStore : IReconcilingFlagStore
{
    private readonly Dictionary<(DataKind Kind, string Key), VersionedItem> _items = [];

    public string Table => "t";

    public FlagTableSource? Source { get; set; }

    public bool IsMarked { get; set; }

    public HashSet<string> TooLarge { get; } = [];

    public HashSet<string> Foreign { get; } = [];

    public int Unfinished { get; set; }

    public Exception? Problem { get; set; }

    public bool RemovesLeftovers { get; init; }

    /// <summary>Comes before the next writing, once.</summary>
    public Action? BeforeReconcile { get; set; }

    public List<LoweredItem> Lowered { get; } = [];

    public IReadOnlyCollection<string> Keys => [.. _items.Where(item => !item.Value.IsDeleted).Select(item => item.Key.Key)];

    public void Lose(DataKind kind, string key) => _items.Remove((kind, key));

    public void LoseAll() => _items.Clear();

    public async Task<TableSnapshot> ReadSnapshotAsync(CancellationToken cancellationToken)
    {
        var kinds = new Dictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>>();
        var tombstones = new List<SeenTombstone>();
        foreach (var kind in new[] { DataKind.Features, DataKind.Segments })
        {
            kinds[kind] = await GetAllAsync(kind, cancellationToken);
            tombstones.AddRange(kinds[kind].Where(item => item.Value.IsDeleted)
                .Select(item => new SeenTombstone(kind, item.Key, item.Value.Version, DeletedOn: null)));
        }

        return new TableSnapshot(kinds, tombstones);
    }

    public Task<TableProbe> ProbeAsync(DataKind? filled, CancellationToken cancellationToken) => Problem is null
        ? Task.FromResult(new TableProbe(IsMarked, filled is null || _items.Keys.Any(item => item.Kind == filled), Source))
        : Task.FromException<TableProbe>(Problem);

    public Task<TableSlice> ListAsync(DataKind kind, string after, int limit, CancellationToken cancellationToken)
    {
        var keys = _items.Keys.Where(item => item.Kind == kind && string.CompareOrdinal(item.Key, after) > 0)
            .Select(item => item.Key).Order(StringComparer.Ordinal).ToList();
        return Task.FromResult(new TableSlice([.. keys.Take(limit)], keys.Count > limit ? keys[limit - 1] : null));
    }

    public Task<Reconciliation> ReconcileAsync(
        FlagDataSet data,
        IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> seen,
        CancellationToken cancellationToken)
    {
        var before = BeforeReconcile;
        BeforeReconcile = null;
        before?.Invoke();
        foreach (var (kind, items) in data.Kinds.Where(_ => RemovesLeftovers))
        {
            foreach (var leftover in seen[kind].Where(item => !item.Value.IsDeleted && !items.ContainsKey(item.Key)
                && ReferenceEquals(_items.GetValueOrDefault((kind, item.Key)), item.Value)))
            {
                _items.Remove((kind, leftover.Key));
            }
        }

        var tooLarge = new List<FlagItemRefusedException>();
        var written = 0;
        foreach (var (kind, items) in data.Kinds)
        {
            foreach (var (key, item) in items)
            {
                if (TooLarge.Contains(key))
                {
                    tooLarge.Add(TooLargeItem(kind, key));
                }
                else if (_items.GetValueOrDefault((kind, key)) is not { } stored
                    || (stored.Version, stored.IsDeleted) != (item.Version, item.IsDeleted))
                {
                    _items[(kind, key)] = item;
                    written++;
                }
            }
        }

        IsMarked = tooLarge.Count == 0;
        return Task.FromResult(new Reconciliation(new ReconcileResult(written, 0, 0, 0), tooLarge, Lowered));
    }

    public Task MarkInitializedAsync(CancellationToken cancellationToken)
    {
        IsMarked = true;
        return Task.CompletedTask;
    }

    public Task<int> PurgeTombstonesAsync(TableSnapshot seen, FlagDataSet data, TimeSpan age, CancellationToken cancellationToken) =>
        Task.FromResult(seen.Tombstones.Count(tombstone => _items.Remove((tombstone.Kind, tombstone.Key))));

    public Task<int> SweepAsync(CancellationToken cancellationToken) => Task.FromResult(Unfinished);

    public Task<FlagTableSource?> GetSourceAsync(CancellationToken cancellationToken) => Task.FromResult(Source);

    public Task<bool> PutSourceAsync(
        SyncOrigin origin, FlagTableSource? replaced, DateTimeOffset? syncedOn, CancellationToken cancellationToken)
    {
        var isDone = Source is null || Source.IsOf(origin) || Source == replaced;
        Source = isDone ? new FlagTableSource(origin.Id, origin.Name, syncedOn) { Environment = origin.Environment } : Source;
        return Task.FromResult(isDone);
    }

    public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        Task.FromResult(_items.GetValueOrDefault((kind, key)));

    public Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, VersionedItem>>(
            _items.Where(item => item.Key.Kind == kind).ToDictionary(item => item.Key.Key, item => item.Value));

    public Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken)
    {
        if (TooLarge.Contains(key))
        {
            throw TooLargeItem(kind, key);
        }

        if (Foreign.Contains(key))
        {
            throw new ForeignItemException($"the row '{key}' is none of a flag; nothing was written", kind, key);
        }

        var isNewer = !_items.TryGetValue((kind, key), out var stored) || stored.Version < item.Version;
        if (isNewer)
        {
            _items[(kind, key)] = item;
        }

        return Task.FromResult(isNewer);
    }

    public Task<bool> InitializedAsync(CancellationToken cancellationToken) => Task.FromResult(IsMarked);

    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static FlagItemTooLargeException TooLargeItem(DataKind kind, string key) => new($"{key} is too large", kind, key, 500_000);
}

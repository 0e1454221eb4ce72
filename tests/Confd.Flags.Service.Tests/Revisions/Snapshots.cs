using System.Text;
using Confd.Flags.Client;
using Confd.Flags.Service.Revisions;
using Confd.Flags.Storage;

namespace Confd.Flags.Service.Tests.Revisions;

/// <summary>Readings of a store in memory, one after another: what did not change is taken over from one to the next, as in a
/// service.</summary>
internal sealed class Snapshots : IAsyncDisposable
{
    private readonly Dictionary<string, VersionedItem> _flags = [];
    private readonly Dictionary<string, VersionedItem> _segments = [];
    private readonly MemoryFlagStore _store = new();
    private readonly FlagClient _client;

    public Snapshots() =>
        _client = new FlagClient(_store, new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan, LeavesStoreOpen = true });

    public Snapshots Flag(string key, string json)
    {
        _flags[key] = Read(key, json);
        return this;
    }

    public Snapshots Segment(string key, string json)
    {
        _segments[key] = Read(key, json);
        return this;
    }

    public Snapshots Delete(string key, long version)
    {
        _flags[key] = VersionedItem.Tombstone(version);
        return this;
    }

    public Snapshots Lose(string key)
    {
        _flags.Remove(key);
        return this;
    }

    public Snapshots LoseSegment(string key)
    {
        _segments.Remove(key);
        return this;
    }

    public async Task<FlagSnapshot> ReadAsync()
    {
        await _store.InitAsync(
            new FlagDataSet(
                new KindItems(DataKind.Segments, new Dictionary<string, VersionedItem>(_segments)),
                new KindItems(DataKind.Features, new Dictionary<string, VersionedItem>(_flags))),
            CancellationToken.None);
        await _client.RefreshAsync();
        return _client.Snapshot!;
    }

    /// <summary>What is there now as a revision after another one.</summary>
    public async Task<Revision> ReviseAsync(Revision? before = null, Func<string, bool>? selects = null) =>
        new(await ReadAsync(), before, selects);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static VersionedItem Read(string key, string json) => FlagItemJson.Read(key, Encoding.UTF8.GetBytes(json));
}

using Confd.Flags.Client;
using Confd.Flags.Service.Revisions;

namespace Confd.Flags.Service.Streams;

/// <summary>The successive states of an environment, and all streams that follow them. A slow stream does not delay others: each follows
/// the entries at its own pace.</summary>
/// <param name="selects">Selects flags by key; null: all.</param>
internal sealed class Feed(Func<string, bool>? selects = null)
{
    private readonly Lock _lock = new();
    private readonly RevisionChanges _changes = new();
    private volatile FeedEntry _last = new(0, FeedEntryKind.Start, null);

    /// <summary>The newest entry.</summary>
    public FeedEntry Last => _last;

    /// <summary>The newest state; null if there is no data yet.</summary>
    public Revision? Current => _last.Revision;

    /// <summary>Adds a new state.</summary>
    public void Publish(FlagSnapshot snapshot)
    {
        lock (_lock)
        {
            var before = _last.Revision;
            var revision = new Revision(snapshot, before, selects);
            var changes = before is null ? null : _changes.Find(before, revision);
            var kind = changes is not { Count: 0 } ? FeedEntryKind.Change : FeedEntryKind.Unreported;
            if (kind == FeedEntryKind.Change || _changes.HasUnreported)
            {
                // Requests in progress get it; streams stay ended.
                Append(_last.Kind == FeedEntryKind.End ? FeedEntryKind.End : kind, revision, changes);
            }
        }
    }

    /// <summary>Sends a heartbeat on all streams.</summary>
    public void Beat() => Append(FeedEntryKind.Heartbeat);

    /// <summary>Ends all streams.</summary>
    public void End() => Append(FeedEntryKind.End);

    private void Append(FeedEntryKind kind)
    {
        lock (_lock)
        {
            if (_last.Kind != FeedEntryKind.End)
            {
                Append(kind, _last.Revision, null);
            }
        }
    }

    private void Append(FeedEntryKind kind, Revision? revision, IReadOnlyList<RevisionChange>? changes)
    {
        var before = _last;
        _last = new FeedEntry(before.Number + 1, kind, revision, changes);
        before.SetNext(_last);
    }
}

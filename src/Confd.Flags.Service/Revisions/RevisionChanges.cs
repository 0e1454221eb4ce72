using Confd.Flags.Storage;

namespace Confd.Flags.Service.Revisions;

/// <summary>From two revisions to the changes that SDKs are told one by one, or to the insight that they need everything anew.</summary>
internal sealed class RevisionChanges
{
    // So many changes at once are a new data set.
    private const int MostChanges = 200;

    // Rows that are gone have no version. SDKs were told one higher than the last: whatever comes back under it they would not take.
    private readonly Dictionary<ItemName, long> _removed = [];

    /// <summary>The changes, segments before flags, as flags refer to them; null where everything has to be sent, as SDKs take no item
    /// whose version is not higher than the one they have.</summary>
    public IReadOnlyList<RevisionChange>? Find(Revision before, Revision after)
    {
        var changes = new List<RevisionChange>();
        foreach (var kind in new[] { DataKind.Segments, DataKind.Features })
        {
            if (!TryAddChanged(before, after, kind, changes) || !TryAddRemoved(before, after, kind, changes))
            {
                _removed.Clear();
                return null;
            }
        }

        return changes.Count <= MostChanges ? changes : null;
    }

    private bool TryAddChanged(Revision before, Revision after, DataKind kind, List<RevisionChange> changes)
    {
        foreach (var (key, item) in after.Snapshot.ItemsOf(kind))
        {
            var wasSelected = before.Selects(kind, key);
            var known = wasSelected ? before.Snapshot.FindItem(kind, key) : null;
            if (ReferenceEquals(known, item) || !after.Selects(kind, key))
            {
                continue;
            }

            var version = ItemJson.FindVersion(after.Snapshot, kind, key);
            var knownVersion = wasSelected ? ItemJson.FindVersion(before.Snapshot, kind, key) : null;
            var heldVersion = knownVersion ?? known?.Version ?? (_removed.Remove(new(kind, key), out var removed) ? removed : null);
            if (version is null && knownVersion is null)
            {
                continue;
            }

            if ((version ?? item.Version) <= heldVersion)
            {
                return false;
            }

            changes.Add(new RevisionChange(kind, key, ItemJson.Find(after.Snapshot, kind, key, item), version ?? item.Version));
        }

        return true;
    }

    private bool TryAddRemoved(Revision before, Revision after, DataKind kind, List<RevisionChange> changes)
    {
        foreach (var (key, item) in before.Snapshot.ItemsOf(kind))
        {
            var isThere = after.Snapshot.FindItem(kind, key) is not null && after.Selects(kind, key);
            if (!isThere && before.Selects(kind, key)
                && ItemJson.FindVersion(before.Snapshot, kind, key) is { } version)
            {
                var last = Math.Max(version, item.Version);
                if (last == long.MaxValue)
                {
                    return false;
                }

                _removed[new(kind, key)] = last + 1;
                changes.Add(new RevisionChange(kind, key, null, last + 1));
            }
        }

        return true;
    }
}

using Confd.Flags.Storage;

namespace Confd.Flags.Service.Revisions;

/// <summary>From two revisions to the changes that SDKs are told one by one, or to the insight that they need everything anew.</summary>
internal sealed class RevisionChanges
{
    // So many changes at once are a new data set.
    private const int MostChanges = 200;

    // Under which version SDKs were told that an item is not there, since everything was sent last: that is what they compare with,
    // whatever has become of it in the store. Rows that are gone have no version; one higher than the last was told of them.
    private readonly Dictionary<ItemName, long> _gone = [];

    /// <summary>True if what was compared last differs also in items that cannot be read, of which SDKs are told nothing.</summary>
    public bool HasUntold { get; private set; }

    /// <summary>The changes, segments before flags, as flags refer to them; null where everything has to be sent, as SDKs take no item
    /// whose version is not higher than the one they have.</summary>
    public IReadOnlyList<RevisionChange>? Find(Revision before, Revision after)
    {
        var changes = new List<RevisionChange>();
        HasUntold = false;
        foreach (var kind in DataKind.All)
        {
            if (!TryAddChanged(before, after, kind, changes)
                || !TryAddRemoved(before, after, kind, changes)
                || changes.Count > MostChanges)
            {
                _gone.Clear();
                return null;
            }
        }

        foreach (var change in changes)
        {
            Note(change);
        }

        return changes;
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
            if (version is null && knownVersion is null)
            {
                // They have not got it, and nothing is told.
                HasUntold |= !item.IsDeleted || known is { IsDeleted: false };
                continue;
            }

            if ((version ?? item.Version) <= (knownVersion ?? FindGone(kind, key)))
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
            if (isThere || !before.Selects(kind, key))
            {
                continue;
            }

            if (ItemJson.FindVersion(before.Snapshot, kind, key) is not { } version)
            {
                HasUntold |= !item.IsDeleted;
            }
            else
            {
                var last = Math.Max(version, item.Version);
                if (last == long.MaxValue)
                {
                    return false;
                }

                changes.Add(new RevisionChange(kind, key, null, last + 1));
            }
        }

        return true;
    }

    private long? FindGone(DataKind kind, string key) => _gone.TryGetValue(new(kind, key), out var version) ? version : null;

    // Of what is there, the revision itself knows the version.
    private void Note(RevisionChange change)
    {
        var name = new ItemName(change.Kind, change.Key);
        if (change.Json is null)
        {
            _gone[name] = change.Version;
        }
        else
        {
            _gone.Remove(name);
        }
    }
}

using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.Service.Revisions;

/// <summary>Computes the changes between two revisions that SDKs get one by one, or determines that they need everything again.</summary>
internal sealed class RevisionChanges
{
    // More changes at the same time are a new data set.
    private const int MaxChanges = 200;

    // The versions with which SDKs were sent deletions since everything was sent last: they compare with those, whatever has become of the
    // items in the store. Deleted rows have no version; SDKs were sent one higher than the last.
    private readonly Dictionary<ItemName, long> _gone = [];

    /// <summary>True if the revisions compared last also differ in items that cannot be read, of which SDKs are sent nothing.</summary>
    public bool HasUnreported { get; private set; }

    /// <summary>The changes, in an order in which no item refers to one that SDKs do not have yet, or no longer; null where everything has
    /// to be sent, as SDKs ignore an item whose version is not higher than the one they have.</summary>
    public IReadOnlyList<RevisionChange>? Find(Revision before, Revision after)
    {
        var changes = new List<RevisionChange>();
        HasUnreported = false;
        foreach (var kind in DataKind.All)
        {
            if (!TryAddChanged(before, after, kind, changes)
                || !TryAddRemoved(before, after, kind, changes)
                || changes.Count > MaxChanges)
            {
                _gone.Clear();
                return null;
            }
        }

        foreach (var change in changes)
        {
            Note(change);
        }

        return Sort(changes, before, after);
    }

    // New and changed items after those that they need; then deletions, before those that they needed.
    private static List<RevisionChange> Sort(List<RevisionChange> changes, Revision before, Revision after)
    {
        if (changes.Count < 2)
        {
            return changes;
        }

        var written = Sort(changes.Where(change => change.Json is not null), after);
        var deleted = Sort(changes.Where(change => change.Json is null), before);
        return [.. written, .. deleted.Reverse()];
    }

    private static IEnumerable<RevisionChange> Sort(IEnumerable<RevisionChange> changes, Revision revision)
    {
        var byName = changes.ToDictionary(change => new ItemName(change.Kind, change.Key));
        return DependencyOrder.Of(byName.Keys, name => ReferencesOf(revision, name)).Where(byName.ContainsKey).Select(name => byName[name]);
    }

    private static IEnumerable<ItemName> ReferencesOf(Revision revision, ItemName name)
    {
        var set = revision.Snapshot.Flags;
        return name.Kind == DataKind.Segments
            ? set.Segments.GetValueOrDefault(name.Key) is { } segment ? FlagReferences.Of(segment) : []
            : set.Flags.GetValueOrDefault(name.Key) is { } flag ? FlagReferences.Of(flag) : [];
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
                // SDKs do not have the item, and nothing is sent.
                HasUnreported |= !item.IsDeleted || known is { IsDeleted: false };
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
                HasUnreported |= !item.IsDeleted;
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

    // The version of an existing item is in the revision itself.
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

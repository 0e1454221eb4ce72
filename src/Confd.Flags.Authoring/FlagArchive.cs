using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>Archives flags and segments, which hides them from evaluators and keeps all their fields, and restores them.</summary>
public static class FlagArchive
{
    /// <summary>Plans to archive one. Evaluators treat it as deleted: every context gets the caller's default.</summary>
    /// <exception cref="FlagEditException">There is none, it has another version, or others refer to it.</exception>
    public static FlagPlan Archive(EnvironmentSnapshot seen, DataKind kind, string key, long? ifVersion = null)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var document = seen.Require(kind, key);
        document.RequireVersion(ifVersion);
        if (References.To(seen, kind, key).ToList() is { Count: > 0 } referrers)
        {
            throw new FlagEditException(
                $"{document.Name} is referred to by {string.Join(", ", referrers.Select(referrer => referrer.Name))}; change these first");
        }

        var root = document.CopyRoot();
        root[FieldNames.Deleted] = true;
        root[FieldNames.Archived] = true;
        return FlagPlan.Of(seen, [FlagDocument.New(kind, key, document.Version + 1, root)]);
    }

    /// <summary>Plans to restore one as it was.</summary>
    /// <exception cref="FlagEditException">It is not archived, or has another version.</exception>
    public static FlagPlan Restore(EnvironmentSnapshot seen, DataKind kind, string key, long? ifVersion = null)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var document = seen.Find(kind, key);
        if (document is not { IsArchived: true })
        {
            throw document switch
            {
                null => new FlagEditException($"{seen.Name} has no {FlagDocument.NameOf(kind, key)}", FlagRefusal.NotFound),
                { IsDeleted: true } => new FlagEditException(
                    $"{document.Name} was deleted, not archived: nothing of it is left", FlagRefusal.NotFound),
                _ => new FlagEditException($"{document.Name} is not archived"),
            };
        }

        document.RequireVersion(ifVersion);
        var root = document.CopyRoot();
        root[FieldNames.Deleted] = false;
        root.Remove(FieldNames.Archived);
        var restored = FlagDocument.New(kind, key, document.Version + 1, root);

        // Its earlier problems do not prevent restoring it; references that have become invalid since are reported.
        var alone = EnvironmentSnapshot.Of(seen.Name, new Dictionary<string, VersionedItem>(), new Dictionary<string, VersionedItem>());
        return FlagPlan.Of(
            seen, [restored], () => [.. seen.Validate(), .. alone.With(restored).Validate().Where(problem => !problem.IsWarning)]);
    }
}

using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring;

/// <summary>Restores earlier states of flags and segments. Versions increase all the same, so that no client treats the restored state as
/// old.</summary>
public static class FlagRollback
{
    /// <summary>Plans to restore earlier states. Items that are equal already are omitted; items that did not exist then are
    /// deleted.</summary>
    /// <param name="seen">The environment that was read.</param>
    /// <param name="past">The states to restore.</param>
    /// <exception cref="FlagEditException">One is, or was, no JSON object, or has a duplicate field.</exception>
    public static FlagPlan Plan(EnvironmentSnapshot seen, IEnumerable<PastItem> past)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(past);
        var documents = past.Select(item => RollBack(seen.Find(item.Kind, item.Key), item)).OfType<FlagDocument>().ToList();

        // Deletions come last, when no restored item refers to them anymore.
        var live = WriteOrder.Of(documents.Where(document => !document.IsDeleted));
        return FlagPlan.Of(seen, [.. live, .. documents.Where(document => document.IsDeleted)]);
    }

    // Null where there is none, and there was none.
    private static FlagDocument? RollBack(FlagDocument? now, PastItem past)
    {
        var then = past.Item is { } item ? FlagDocument.Read(past.Kind, past.Key, item) : null;
        var version = Math.Max(now?.Version ?? 0, Math.Max(then?.Version ?? 0, past.LastVersion)) + 1;
        return then is { IsKept: true } ? FlagDocument.New(past.Kind, past.Key, version, WithMembers(then, now))
            : now is { IsKept: true } ? FlagDocument.Tombstone(past.Kind, past.Key, version)
            : null;
    }

    // Members of a big segment stay where they were last loaded: under an earlier generation there are none anymore.
    private static JsonObject WithMembers(FlagDocument then, FlagDocument? now)
    {
        var root = then.CopyRoot();
        EnvironmentFields.KeepMembers(root, now);
        return root;
    }
}

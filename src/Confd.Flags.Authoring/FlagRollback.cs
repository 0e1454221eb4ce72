using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring;

/// <summary>Makes flags and segments what they were. Versions go up all the same, so that no client takes the rolled back one for an old
/// one.</summary>
public static class FlagRollback
{
    /// <summary>Plans to make them what they were. What is so already is left out; what was not there then is deleted.</summary>
    /// <param name="seen">The environment as it is.</param>
    /// <param name="past">What is to be as it was.</param>
    /// <exception cref="FlagEditException">One is, or was, no JSON object, or has a field twice.</exception>
    public static FlagPlan Plan(EnvironmentSnapshot seen, IEnumerable<PastItem> past)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(past);
        var documents = past.Select(item => RollBack(seen.Find(item.Kind, item.Key), item)).OfType<FlagDocument>().ToList();

        // What is deleted comes last, when nothing that was rolled back refers to it any more.
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

    // Members of a big segment stay where they were last loaded: under an earlier generation there are none any more.
    private static JsonObject WithMembers(FlagDocument then, FlagDocument? now)
    {
        var root = then.CopyRoot();
        OwnFields.KeepMembers(root, now);
        return root;
    }
}

using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>Copies flags and segments from one environment to another.</summary>
public static class FlagPromotion
{
    /// <summary>Plans to copy the source's state of some keys to the target. The target keeps its salts, so that contexts keep their
    /// variations in rollouts that both have, and the members of its big segments; a segment that is new to it has none.</summary>
    /// <param name="source">The source environment.</param>
    /// <param name="target">The target environment.</param>
    /// <param name="names">The flags and segments to copy.</param>
    /// <param name="references">How to treat flags and segments that these refer to.</param>
    /// <exception cref="FlagEditException">The source lacks one, or one refers to an item that the target does not have.</exception>
    public static FlagPlan Promote(
        EnvironmentSnapshot source, EnvironmentSnapshot target, IReadOnlyList<ItemName> names, PromotedReferences references)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        var wanted = new Dictionary<ItemName, FlagDocument>();
        var pending = new Queue<ItemName>(names);
        while (pending.TryDequeue(out var name))
        {
            if (wanted.ContainsKey(name))
            {
                continue;
            }

            var document = source.Require(name.Kind, name.Key);
            wanted.Add(name, document);
            if (references == PromotedReferences.Follow)
            {
                foreach (var other in References.Of(document).Where(other => source.FindLive(other.Kind, other.Key) is not null))
                {
                    pending.Enqueue(other);
                }
            }
        }

        Require(target, wanted);
        return FlagPlan.Of(target, WriteOrder.Of(wanted.Values.Select(document => Over(document, target))));
    }

    private static void Require(EnvironmentSnapshot target, Dictionary<ItemName, FlagDocument> wanted)
    {
        foreach (var document in wanted.Values)
        {
            var missing = References.Of(document)
                .FirstOrDefault(other => !wanted.ContainsKey(other) && target.FindLive(other.Kind, other.Key) is null);
            if (missing.Key is not null)
            {
                throw new FlagEditException(
                    $"{document.Name} refers to {FlagDocument.NameOf(missing.Kind, missing.Key)}, which {target.Name} does not have; "
                    + "promote that too");
            }
        }
    }

    private static FlagDocument Over(FlagDocument document, EnvironmentSnapshot target)
    {
        var stored = target.Find(document.Kind, document.Key);
        var root = document.CopyRoot();
        if (stored?.Field(FieldNames.Salt) is JsonValue salt)
        {
            root[FieldNames.Salt] = salt.DeepClone();
        }

        // Members of a big segment stay where they were loaded: for the source's generation the target has none, or old ones.
        root.Remove(FieldNames.Generation);
        EnvironmentFields.KeepMembers(root, stored);
        return FlagDocument.New(document.Kind, document.Key, (stored?.Version ?? 0) + 1, root);
    }
}

using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>Takes flags and segments from one environment into another.</summary>
public static class FlagPromotion
{
    /// <summary>Plans to give the target what the source has under some keys. The target keeps its salts, so that nobody moves in a rollout
    /// that both have, and the members of its big segments; one that is new to it has none.</summary>
    /// <param name="source">From where.</param>
    /// <param name="target">To where.</param>
    /// <param name="names">What.</param>
    /// <param name="references">What becomes of flags and segments that these refer to.</param>
    /// <exception cref="FlagEditException">The source lacks one, or one refers to what the target does not have.</exception>
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

            var document = source.Demand(name.Kind, name.Key);
            wanted.Add(name, document);
            if (references == PromotedReferences.Follow)
            {
                foreach (var other in References.Of(document).Where(other => source.FindLive(other.Kind, other.Key) is not null))
                {
                    pending.Enqueue(other);
                }
            }
        }

        Demand(target, wanted);
        return FlagPlan.Of(target, WriteOrder.Of(wanted.Values.Select(document => Over(document, target))));
    }

    private static void Demand(EnvironmentSnapshot target, Dictionary<ItemName, FlagDocument> wanted)
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

        // Members of a big segment stay where they were loaded: under the source's generation the target has none, or old ones.
        root.Remove(FieldNames.Generation);
        OwnFields.KeepMembers(root, stored);
        return FlagDocument.New(document.Kind, document.Key, (stored?.Version ?? 0) + 1, root);
    }
}

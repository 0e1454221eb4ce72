using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Requires that another flag is on and serves a variation; replaces an earlier requirement for that flag.</summary>
/// <param name="Flag">The other flag's key.</param>
/// <param name="Variation">The variation that it must serve.</param>
public sealed record AddPrerequisite(string Flag, VariationReference Variation) : FlagEdit
{
    internal override void Apply(FlagDraft draft)
    {
        var other = draft.Environment.Require(DataKind.Features, Flag);
        var variation = Variation.Find(FlagDraft.VariationsOf(other.Field(FieldNames.Variations)), other.Name);
        var known = draft.Root.Objects(FieldNames.Prerequisites).FirstOrDefault(entry => entry.Text(FieldNames.Key) == Flag);
        if (known is not null)
        {
            known[FieldNames.Variation] = variation;
            return;
        }

        var made = new JsonObject { [FieldNames.Key] = Flag, [FieldNames.Variation] = variation };
        draft.Root.List(FieldNames.Prerequisites).Add((JsonNode)made);
    }
}

using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Adds a value that the flag can serve, as its last variation.</summary>
/// <param name="Value">The value, of the type of the others.</param>
public sealed record AddVariation(FlagValue Value) : FlagEdit
{
    internal override void Apply(FlagDraft draft)
    {
        var known = draft.Variations;
        if (known.Contains(Value))
        {
            throw draft.Error("it has a variation with that value already");
        }

        // Programs request a flag of one type with that type; a flag of mixed types is JSON.
        if (known.Select(value => value.Kind).Distinct().ToList() is [var kind] && kind != Value.Kind
            && kind is FlagValueKind.Boolean or FlagValueKind.Number or FlagValueKind.String)
        {
            throw draft.Error("the value is of another type than its variations: programs that ask for that type would get their default");
        }

        draft.Root.List(FieldNames.Variations).Add(DocumentValues.ToNode(Value));
    }
}

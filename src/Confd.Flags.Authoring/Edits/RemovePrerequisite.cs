using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Removes the requirement for another flag.</summary>
/// <param name="Flag">The other flag's key.</param>
public sealed record RemovePrerequisite(string Flag) : FlagEdit
{
    internal override void Apply(FlagDraft draft)
    {
        var found = draft.Root.Objects(FieldNames.Prerequisites).Where(entry => entry.Text(FieldNames.Key) == Flag).ToList();
        if (found.Count == 0)
        {
            throw draft.Error($"'{Flag}' is not one of its prerequisites");
        }

        foreach (var entry in found)
        {
            draft.Root.List(FieldNames.Prerequisites).Remove(entry);
        }
    }
}

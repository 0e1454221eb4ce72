using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Changes the name, description and tags of a flag or segment; evaluations ignore them. Null leaves a property
/// unchanged.</summary>
public sealed record DescribeItem : FlagEdit
{
    /// <summary>The display name; empty: none.</summary>
    public string? Name { get; init; }

    /// <summary>A sentence or two; empty: none.</summary>
    public string? Description { get; init; }

    /// <summary>Tags, which replace the earlier ones.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>True: SDKs in browsers and mobile apps may see the flag. Does not apply to segments.</summary>
    public bool? IsClientSide { get; init; }

    internal override DataKind? Kind => null;

    internal override void Apply(FlagDraft draft)
    {
        Put(draft, FieldNames.Name, Name);
        Put(draft, FieldNames.Description, Description);
        if (Tags is { } tags)
        {
            draft.Root[FieldNames.Tags] = DocumentValues.ToArray(tags);
        }

        if (IsClientSide is not { } isClientSide)
        {
            return;
        }

        if (draft.Kind == DataKind.Segments)
        {
            throw draft.Error("a segment is never sent to clients; only flags are client-side");
        }

        draft.Root[FieldNames.ClientSide] = isClientSide;
        draft.Root[FieldNames.ClientSideAvailability] = FlagTemplate.Availability(isClientSide);
    }

    private static void Put(FlagDraft draft, string field, string? text)
    {
        if (text is { Length: 0 })
        {
            draft.Root.Remove(field);
        }
        else if (text is not null)
        {
            draft.Root[field] = text;
        }
    }
}

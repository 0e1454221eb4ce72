using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Writes what shares are split by: a kind of context and one of its attributes. An equal definition is left as it is
/// written.</summary>
/// <param name="Holder">The object that contains it.</param>
/// <param name="KindField">The field with the kind.</param>
internal readonly record struct SplitWriter(JsonObject Holder, string KindField)
{
    private string Kind => Contexts.ContextKind.OrUser(Holder.Text(KindField));

    private string Attribute => Holder.Text(FieldNames.BucketBy) is { Length: > 0 } attribute
        ? AttributeText.Of(Holder.Text(KindField), attribute)
        : FieldNames.Key;

    /// <summary>True if the definition is equal already.</summary>
    /// <param name="bucketBy">The attribute; null: as before.</param>
    /// <param name="contextKind">The kind of context; null: as before.</param>
    public bool IsUnchanged(string? bucketBy, string? contextKind) => IsSplitBy(bucketBy) && (contextKind ?? Kind) == Kind;

    /// <summary>As <see cref="IsUnchanged"/>, for the attribute only.</summary>
    public bool IsSplitBy(string? bucketBy) => (bucketBy ?? Attribute) == Attribute;

    /// <summary>Writes both.</summary>
    public void Write(string? bucketBy, string? contextKind)
    {
        // Without a kind beside it, an attribute would be a plain name, and /address/city no path.
        var attribute = bucketBy ?? (Holder.Text(FieldNames.BucketBy) is null ? null : Attribute);
        Holder[KindField] = contextKind ?? Kind;
        if (attribute is not null)
        {
            Holder[FieldNames.BucketBy] = attribute;
        }
    }
}

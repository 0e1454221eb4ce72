using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Attributes as people write them: always in the form for use beside a kind of context.</summary>
public static class AttributeText
{
    /// <summary>Converts an attribute so that it means the same beside a kind of context: without a kind, as in older flags, a leading
    /// slash is part of a name; with one it starts a path.</summary>
    /// <param name="contextKind">The kind that is stored beside it; null or empty: none.</param>
    /// <param name="attribute">The attribute as it is stored.</param>
    public static string Of(string? contextKind, string attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return string.IsNullOrEmpty(contextKind) && attribute.StartsWith('/') ? AttributeReference.ToPath([attribute]) : attribute;
    }
}

using System.Collections.Immutable;

namespace Confd.Flags.Contexts;

/// <summary>The name of a context's attribute, or the path to a value inside one.</summary>
/// <remarks>
/// <para>
/// Shape: <c>email</c> is a name; <c>/address/city</c> is a path whose components are separated by slashes, in which <c>~1</c>
/// stands for a slash and <c>~0</c> for a tilde. Invalid are the empty string, <c>/</c>, empty components, and a tilde that is not
/// followed by 0 or 1. Paths lead through objects only.
/// </para>
/// <para>Immutable and thread-safe. An invalid reference is a value, not an exception: see <see cref="Error"/>.</para>
/// </remarks>
public sealed class AttributeReference
{
    private AttributeReference(string text, ImmutableArray<string> components, string? error)
    {
        Text = text;
        Components = components;
        Error = error;
        BuiltIn = components is [var single] ? BuiltInOf(single) : BuiltInAttribute.None;
    }

    /// <summary>The reference as it was written.</summary>
    public string Text { get; }

    /// <summary>The decoded components, one for a plain name; empty for an invalid reference.</summary>
    public ImmutableArray<string> Components { get; }

    /// <summary>Why the reference is invalid; null if it is valid.</summary>
    public string? Error { get; }

    /// <summary>True if the reference can be looked up.</summary>
    public bool IsValid => Error is null;

    internal static AttributeReference Key { get; } = FromName("key");

    internal BuiltInAttribute BuiltIn { get; }

    /// <summary>Parses a reference: a path if it begins with a slash, otherwise a name. Never throws.</summary>
    public static AttributeReference Parse(string text)
    {
        if (!text.StartsWith('/'))
        {
            return FromName(text);
        }

        var parts = text[1..].Split('/');
        var components = ImmutableArray.CreateBuilder<string>(parts.Length);
        foreach (var part in parts)
        {
            if (part.Length == 0)
            {
                return Invalid(text, "an attribute reference has an empty component");
            }

            if (!TryDecode(part, out var component))
            {
                return Invalid(text, "in an attribute reference ~ is followed by 0 or 1");
            }

            components.Add(component);
        }

        return new AttributeReference(text, components.MoveToImmutable(), null);
    }

    /// <summary>A reference to a top-level attribute of exactly that name, slashes included. Never throws.</summary>
    public static AttributeReference FromName(string name) =>
        name.Length == 0 ? Invalid(name, "an attribute reference is empty") : new AttributeReference(name, [name], null);

    /// <summary>The path of components, such as <c>/address/city</c>; slashes and tildes in them are written <c>~1</c> and
    /// <c>~0</c>.</summary>
    public static string ToPath(IEnumerable<string> components) => string.Concat(components.Select(component =>
        "/" + component.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    /// <inheritdoc/>
    public override string ToString() => Text;

    // Older flag data has plain names only; it is recognized by the missing context kind beside the attribute.
    internal static AttributeReference Beside(string? contextKind, string? attribute) =>
        string.IsNullOrEmpty(contextKind) ? FromName(attribute ?? "") : Parse(attribute ?? "");

    private static AttributeReference Invalid(string text, string error) => new(text, [], error);

    private static bool TryDecode(string part, out string component)
    {
        for (var i = part.IndexOf('~', StringComparison.Ordinal); i >= 0; i = part.IndexOf('~', i + 1))
        {
            if (i + 1 == part.Length || part[i + 1] is not ('0' or '1'))
            {
                component = "";
                return false;
            }
        }

        component = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return true;
    }

    private static BuiltInAttribute BuiltInOf(string name) => name switch
    {
        "kind" => BuiltInAttribute.Kind,
        "key" => BuiltInAttribute.Key,
        "name" => BuiltInAttribute.Name,
        "anonymous" => BuiltInAttribute.Anonymous,
        _ => BuiltInAttribute.None,
    };
}

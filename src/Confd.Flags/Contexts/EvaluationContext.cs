using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;

namespace Confd.Flags.Contexts;

/// <summary>The subject of an evaluation: a user, a device, an organization, or several of them together.</summary>
/// <remarks>
/// <para>Immutable and thread-safe: create it once and evaluate many flags with it.</para>
/// <para>
/// A context may be invalid (a missing key, a bad kind). That is a value, not an exception: <see cref="Error"/> has the cause, and every
/// evaluation returns its default with <c>USER_NOT_SPECIFIED</c>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var user = EvaluationContext.New("user-1");
/// var organization = EvaluationContext.Builder("acme").Kind("org").Set("plan", "gold").Build();
/// var both = EvaluationContext.NewMulti(user, organization);
/// </code>
/// </example>
[JsonConverter(typeof(EvaluationContextConverter))]
public sealed class EvaluationContext : IEquatable<EvaluationContext>
{
    private readonly FlagObject _attributes = FlagObject.Empty;

    internal EvaluationContext(string kind, string key, EvaluationContextBuilder values)
    {
        Kind = kind;
        Key = key;
        Name = values.NameValue;
        IsAnonymous = values.IsAnonymousValue;
        _attributes = FlagObject.Create(values.Attributes);
        PrivateAttributes = [.. values.PrivateAttributes];
        Parts = [this];
    }

    private EvaluationContext(ImmutableArray<EvaluationContext> parts)
    {
        Kind = ContextKind.Multi;
        Key = "";
        Parts = parts;
    }

    private EvaluationContext(string error)
    {
        Kind = "";
        Key = "";
        Error = error;
    }

    /// <summary>Why the context is invalid; null if it is valid.</summary>
    public string? Error { get; }

    /// <summary>True if flags can be evaluated with the context.</summary>
    public bool IsValid => Error is null;

    /// <summary>The kind: <c>user</c> by default, <c>multi</c> for several parts, empty for an invalid context.</summary>
    public string Kind { get; }

    /// <summary>The key within the kind; empty for a context of several parts.</summary>
    public string Key { get; }

    /// <summary>The optional display name.</summary>
    public string? Name { get; }

    /// <summary>True if the context stands for an unknown subject. Evaluation treats it as an attribute like any other.</summary>
    public bool IsAnonymous { get; }

    /// <summary>The single contexts: this one alone, or the parts of a <c>multi</c> context; empty for an invalid one.</summary>
    public ImmutableArray<EvaluationContext> Parts { get; } = [];

    /// <summary>The attributes other than kind, key, name and anonymous.</summary>
    public FlagObject Attributes => _attributes;

    /// <summary>References to attributes that must not leave the process in analytics; evaluation ignores the list.</summary>
    public ImmutableArray<string> PrivateAttributes { get; } = [];

    /// <summary>
    /// One string for the context: the key of a user, <c>kind:key</c> of another kind, several of those joined by colons, sorted by
    /// kind, where <c>%</c> and <c>:</c> in keys are written <c>%25</c> and <c>%3A</c>. LaunchDarkly's "fully qualified key".
    /// </summary>
    public string FullyQualifiedKey => this switch
    {
        { Parts: [{ Kind: ContextKind.User }] } => Key,
        _ => string.Join(':', Parts.OrderBy(part => part.Kind, StringComparer.Ordinal).Select(part => $"{part.Kind}:{Escape(part.Key)}")),
    };

    /// <summary>A user with that key and no attributes.</summary>
    public static EvaluationContext New(string key) => Builder(key).Build();

    /// <summary>A context of that kind and key without attributes.</summary>
    public static EvaluationContext New(string kind, string key) => Builder(key).Kind(kind).Build();

    /// <summary>Combines contexts of different kinds. A single context is returned as it is; parts of a part are taken as parts.</summary>
    /// <returns>An invalid context where there are no parts, an invalid part, or two of one kind.</returns>
    public static EvaluationContext NewMulti(params ReadOnlySpan<EvaluationContext> contexts)
    {
        var parts = ImmutableArray.CreateBuilder<EvaluationContext>(contexts.Length);
        foreach (var context in contexts)
        {
            if (context is not { IsValid: true })
            {
                return Invalid($"a part of a multi-kind context is invalid: {context?.Error ?? "it is null"}");
            }

            parts.AddRange(context.Parts);
        }

        return parts switch
        {
            [] => Invalid("a multi-kind context has no parts"),
            [var single] => single,
            _ when parts.DistinctBy(part => part.Kind, StringComparer.Ordinal).Count() < parts.Count =>
                Invalid("a multi-kind context has two parts of one kind"),
            _ => new EvaluationContext(parts.ToImmutable()),
        };
    }

    /// <summary>Creates a builder for a context with attributes; the kind is <c>user</c> unless set.</summary>
    public static EvaluationContextBuilder Builder(string key) => new(key);

    /// <summary>Reads LaunchDarkly's JSON: a single context, a <c>multi</c> one, or a user in the older format. Never throws.</summary>
    public static EvaluationContext Parse(ReadOnlySpan<byte> utf8Json) => ContextJson.Parse(utf8Json);

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static EvaluationContext Parse(string json) => ContextJson.Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>A context that is invalid for the given reason.</summary>
    public static EvaluationContext Invalid(string error) => new(error);

    /// <summary>The part of that kind, or null.</summary>
    public EvaluationContext? FindPart(string kind)
    {
        foreach (var part in Parts)
        {
            if (string.Equals(part.Kind, kind, StringComparison.Ordinal))
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>The value of an attribute of a single context; JSON null where there is none, and for contexts of several parts.</summary>
    public FlagValue GetValue(AttributeReference reference)
    {
        switch (reference.BuiltIn)
        {
            case BuiltInAttribute.Kind: return Kind;
            case BuiltInAttribute.Key: return Key;
            case BuiltInAttribute.Name: return Name;
            case BuiltInAttribute.Anonymous: return IsAnonymous;
        }

        var components = reference.Components;
        if (components.IsEmpty || !_attributes.TryGetValue(components[0], out var value))
        {
            return default;
        }

        for (var i = 1; i < components.Length; i++)
        {
            if (!value.Properties.TryGetValue(components[i], out value))
            {
                return default;
            }
        }

        return value;
    }

    /// <summary>
    /// Equal contexts have the same kinds with the same keys, names, attributes and private attributes, in any order, where two references
    /// to one attribute are the same. Invalid ones are equal only to themselves.
    /// </summary>
    public bool Equals(EvaluationContext? other) =>
        ReferenceEquals(this, other)
        || (other is { IsValid: true }
            && IsValid
            && Parts.Length == other.Parts.Length
            && Parts.All(part => other.FindPart(part.Kind) is { } twin && part.IsTwinOf(twin)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EvaluationContext);

    /// <inheritdoc/>
    public override int GetHashCode() => IsValid
        ? string.GetHashCode(FullyQualifiedKey, StringComparison.Ordinal)
        : string.GetHashCode(Error, StringComparison.Ordinal);

    /// <summary>The kind and key for log lines; no attributes.</summary>
    public override string ToString() => IsValid ? FullyQualifiedKey : $"invalid context: {Error}";

    private bool IsTwinOf(EvaluationContext other) =>
        Key == other.Key
        && Name == other.Name
        && IsAnonymous == other.IsAnonymous
        && Attributes.Equals(other.Attributes)
        && Named(PrivateAttributes).SetEquals(Named(other.PrivateAttributes));

    // An attribute can be referred to by its name or by a path of one component; an invalid reference is only equal to itself.
    private static HashSet<string> Named(ImmutableArray<string> references) => references
        .Select(AttributeReference.Parse)
        .Select(reference => reference.IsValid ? AttributeReference.ToPath(reference.Components) : reference.Text)
        .ToHashSet(StringComparer.Ordinal);

    private static string Escape(string key) =>
        key.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);
}

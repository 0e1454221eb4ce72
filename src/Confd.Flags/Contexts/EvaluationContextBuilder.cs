namespace Confd.Flags.Contexts;

/// <summary>Builds an <see cref="EvaluationContext"/> with attributes. Not thread-safe; can be reused.</summary>
public sealed class EvaluationContextBuilder
{
    private string? _kind = ContextKind.User;
    private string? _key;

    internal EvaluationContextBuilder(string? key) => _key = key;

    internal string? NameValue { get; private set; }

    internal bool IsAnonymousValue { get; private set; }

    internal Dictionary<string, FlagValue> Attributes { get; } = new(StringComparer.Ordinal);

    internal List<string> PrivateAttributes { get; } = [];

    /// <summary>Sets the kind, such as <c>org</c>; letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public EvaluationContextBuilder Kind(string kind)
    {
        _kind = kind;
        return this;
    }

    /// <summary>Sets the display name.</summary>
    public EvaluationContextBuilder Name(string? name)
    {
        NameValue = name;
        return this;
    }

    /// <summary>Sets whether the context stands for an unknown subject.</summary>
    public EvaluationContextBuilder Anonymous(bool isAnonymous = true)
    {
        IsAnonymousValue = isAnonymous;
        return this;
    }

    /// <summary>Sets an attribute; JSON null removes it. The built-in names set the built-in properties if the value has their
    /// type.</summary>
    /// <param name="attribute">A top-level name, taken literally; empty names and <c>_meta</c> are ignored.</param>
    /// <param name="value">Any JSON value.</param>
    public EvaluationContextBuilder Set(string attribute, FlagValue value)
    {
        switch (attribute)
        {
            case "" or "_meta":
                break;
            case "kind" or "key" or "name" or "anonymous":
                TrySetBuiltIn(attribute, value);
                break;
            default:
                SetOwn(attribute, value);
                break;
        }

        return this;
    }

    /// <summary>Marks attributes that must not leave the process in analytics, by name or reference.</summary>
    public EvaluationContextBuilder Private(params ReadOnlySpan<string> references)
    {
        PrivateAttributes.AddRange(references);
        return this;
    }

    /// <summary>Marks top-level attributes that must not leave the process in analytics, by their exact names, slashes included.</summary>
    public EvaluationContextBuilder PrivateNames(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            PrivateAttributes.Add(name.StartsWith('/') ? AttributeReference.ToPath([name]) : name);
        }

        return this;
    }

    /// <summary>Creates the context; it is invalid where the key is empty or the kind is not allowed.</summary>
    public EvaluationContext Build()
    {
        if (_kind is null)
        {
            return EvaluationContext.Invalid("a context's kind is not a string");
        }

        if (ContextKind.FindError(_kind) is { } error)
        {
            return EvaluationContext.Invalid(error);
        }

        return string.IsNullOrEmpty(_key) ? EvaluationContext.Invalid("a context's key is missing or empty") : BuildWithAnyKey(_kind, _key);
    }

    // Only users in the older format may have an empty key.
    internal EvaluationContext BuildLegacyUser() =>
        _key is null ? EvaluationContext.Invalid("a user's key is missing") : BuildWithAnyKey(ContextKind.User, _key);

    /// <summary>Sets one of the built-in properties; false where the value has the wrong type.</summary>
    internal bool TrySetBuiltIn(string attribute, FlagValue value)
    {
        switch (attribute, value.Kind)
        {
            case ("kind", FlagValueKind.String):
                _kind = value.AsString;
                return true;
            case ("key", FlagValueKind.String):
                _key = value.AsString;
                return true;
            case ("name", FlagValueKind.String or FlagValueKind.Null):
                NameValue = value.AsString;
                return true;
            case ("anonymous", FlagValueKind.Boolean or FlagValueKind.Null):
                IsAnonymousValue = value.AsBoolean;
                return true;
            default:
                return false;
        }
    }

    private void SetOwn(string attribute, FlagValue value)
    {
        if (value.IsNull)
        {
            Attributes.Remove(attribute);
        }
        else
        {
            Attributes[attribute] = value;
        }
    }

    private EvaluationContext BuildWithAnyKey(string kind, string key) => new(kind, key, this);
}

namespace Confd.Flags.Contexts;

/// <summary>Converts OpenFeature's evaluation context to LaunchDarkly's, in the same way as LaunchDarkly's own OpenFeature
/// providers.</summary>
public static class OpenFeatureContext
{
    private const string TargetingKey = "targetingKey";

    /// <summary>
    /// Creates a context from attributes: <c>targetingKey</c>, or else <c>key</c>, is the key; <c>kind</c> the kind, <c>user</c> by
    /// default; <c>privateAttributes</c> those that must not be sent. With the kind <c>multi</c>, each other attribute that is an object is
    /// a context of that kind; others are ignored.
    /// </summary>
    /// <param name="attributes">OpenFeature's attributes.</param>
    /// <param name="isKeyMissing">True if the context is invalid because it has no key.</param>
    public static EvaluationContext FromAttributes(FlagObject attributes, out bool isKeyMissing)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var isMulti = attributes.TryGetValue("kind", out var kind) && kind.AsString == ContextKind.Multi;
        isKeyMissing = !isMulti && KeyOf(attributes) is null;
        if (isKeyMissing)
        {
            return EvaluationContext.Invalid("the context has no targetingKey");
        }

        return isMulti ? Multi(attributes) : Single(kind.AsString ?? ContextKind.User, attributes);
    }

    private static EvaluationContext Multi(FlagObject attributes)
    {
        var parts = new List<EvaluationContext>(attributes.Count);
        foreach (var (kind, part) in attributes)
        {
            if (kind is not ("kind" or TargetingKey) && part.Kind == FlagValueKind.Object)
            {
                parts.Add(Single(kind, part.Properties));
            }
        }

        return EvaluationContext.NewMulti([.. parts]);
    }

    private static EvaluationContext Single(string kind, FlagObject attributes)
    {
        var builder = EvaluationContext.Builder(KeyOf(attributes) ?? "").Kind(kind);
        foreach (var (name, value) in attributes)
        {
            switch (name)
            {
                case TargetingKey or "key" or "kind":
                    break;
                case "name":
                    builder.Name(value.AsString);
                    break;
                case "anonymous":
                    _ = value.AsBoolean ? builder.Anonymous() : builder;
                    break;
                case "privateAttributes":
                    builder.Private([.. value.Items.Select(item => item.AsString).OfType<string>()]);
                    break;
                default:
                    builder.Set(name, value);
                    break;
            }
        }

        return builder.Build();
    }

    // An empty key counts as missing: LaunchDarkly's contexts have none either.
    private static string? KeyOf(FlagObject attributes) => Text(attributes, TargetingKey) ?? Text(attributes, "key");

    private static string? Text(FlagObject attributes, string name) =>
        attributes.TryGetValue(name, out var value) && value.AsString is { Length: > 0 } text ? text : null;
}

using Confd.Flags.Contexts;

namespace Confd.Flags.Service.Ofrep;

/// <summary>From OpenFeature's evaluation context to LaunchDarkly's, as LaunchDarkly's own providers for OpenFeature translate
/// it.</summary>
internal static class OfrepContext
{
    private const string TargetingKey = "targetingKey";

    /// <summary>Reads a request, <c>{"context":{…}}</c>.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="problem">What is wrong with it; null: nothing.</param>
    public static EvaluationContext Read(ReadOnlySpan<byte> body, out OfrepProblem? problem)
    {
        FlagValue request;
        try
        {
            request = FlagValueJson.Parse(body);
        }
        catch (FlagFormatException)
        {
            problem = OfrepProblem.NotJson;
            return EvaluationContext.Invalid("the request is not JSON");
        }

        if (!request.Properties.TryGetValue("context", out var json) || json.Kind != FlagValueKind.Object)
        {
            problem = OfrepProblem.NoContext;
            return EvaluationContext.Invalid("the request has no context");
        }

        var properties = json.Properties;
        var isMulti = properties.TryGetValue("kind", out var kind) && kind.AsString == ContextKind.Multi;
        if (!isMulti && KeyOf(properties) is null)
        {
            problem = OfrepProblem.NoTargetingKey;
            return EvaluationContext.Invalid("the context has no targetingKey");
        }

        var context = isMulti ? Multi(properties) : Single(kind.AsString ?? ContextKind.User, properties);
        problem = context.Error is { } error ? OfrepProblem.InvalidContext(error) : null;
        return context;
    }

    private static EvaluationContext Multi(FlagObject properties)
    {
        var parts = new List<EvaluationContext>(properties.Count);
        foreach (var (kind, part) in properties)
        {
            if (kind is not ("kind" or TargetingKey))
            {
                parts.Add(
                    part.Kind == FlagValueKind.Object
                        ? Single(kind, part.Properties)
                        : EvaluationContext.Invalid($"the context of kind '{kind}' is not an object"));
            }
        }

        return EvaluationContext.NewMulti([.. parts]);
    }

    private static EvaluationContext Single(string kind, FlagObject properties)
    {
        var builder = EvaluationContext.Builder(KeyOf(properties) ?? "").Kind(kind);
        foreach (var (name, value) in properties)
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

    // An empty key is none: LaunchDarkly's contexts have none either.
    private static string? KeyOf(FlagObject properties) =>
        Text(properties, TargetingKey) ?? Text(properties, "key");

    private static string? Text(FlagObject properties, string name) =>
        properties.TryGetValue(name, out var value) && value.AsString is { Length: > 0 } text ? text : null;
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.Flags.Contexts;

namespace Confd.Flags.ContractTests;

/// <summary>The harness's questions about contexts, which no client is needed for.</summary>
internal static class ContextCommands
{
    public static JsonObject Build(JsonElement asked) => Answer(asked.Find("multi") is { } parts
        ? EvaluationContext.NewMulti([.. parts.EnumerateArray().Select(Single)])
        : Single(asked.GetProperty("single")));

    public static JsonObject Convert(JsonElement asked) => Answer(EvaluationContext.Parse(asked.GetProperty("input").GetString()!));

    public static JsonObject Compare(JsonElement asked) =>
        new() { ["equals"] = Defined(asked.GetProperty("context1")).Equals(Defined(asked.GetProperty("context2"))) };

    private static JsonObject Answer(EvaluationContext context) =>
        context.IsValid ? new() { ["output"] = Answers.ContextText(context) } : new() { ["error"] = context.Error };

    private static EvaluationContext Single(JsonElement asked)
    {
        var builder = EvaluationContext.Builder(asked.Text("key") ?? "").Name(asked.Text("name"));
        if (asked.Text("kind") is { } kind)
        {
            builder.Kind(kind);
        }

        if (asked.Truth("anonymous"))
        {
            builder.Anonymous();
        }

        if (asked.Find("custom") is { } attributes)
        {
            foreach (var attribute in attributes.EnumerateObject())
            {
                builder.Set(attribute.Name, attribute.Value.ToValue());
            }
        }

        JsonElement? own = asked;
        return builder.Private([.. own.Texts("private")]).Build();
    }

    private static EvaluationContext Defined(JsonElement asked) => asked.Find("multi") is { } parts
        ? EvaluationContext.NewMulti([.. parts.EnumerateArray().Select(DefinedSingle)])
        : DefinedSingle(asked.GetProperty("single"));

    private static EvaluationContext DefinedSingle(JsonElement asked)
    {
        var builder = EvaluationContext.Builder(asked.GetProperty("key").GetString()!).Kind(asked.GetProperty("kind").GetString()!);
        foreach (var attribute in asked.Find("attributes")?.EnumerateArray() ?? default)
        {
            builder.Set(attribute.GetProperty("name").GetString()!, attribute.Value("value"));
        }

        foreach (var attribute in asked.Find("privateAttributes")?.EnumerateArray() ?? default)
        {
            var name = attribute.GetProperty("value").GetString()!;
            _ = attribute.Truth("literal") ? builder.PrivateNames(name) : builder.Private(name);
        }

        return builder.Build();
    }
}

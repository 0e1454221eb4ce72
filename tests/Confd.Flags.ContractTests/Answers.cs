using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Flags.ContractTests;

/// <summary>What the harness is answered.</summary>
internal static class Answers
{
    public static JsonNode? Value(FlagValue value) => JsonNode.Parse(value.ToString());

    public static JsonNode? Context(EvaluationContext context) => JsonNode.Parse(ContextText(context));

    public static string ContextText(EvaluationContext context) => Write(writer => ContextJson.Write(writer, context));

    public static JsonObject Detail(EvaluationDetail<FlagValue> detail, bool isDetailed)
    {
        var answer = new JsonObject { ["value"] = Value(detail.Value) };
        if (isDetailed)
        {
            answer["variationIndex"] = detail.VariationIndex;
            answer["reason"] = JsonNode.Parse(Write(detail.Reason.WriteTo));
        }

        return answer;
    }

    public static string Write(Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}

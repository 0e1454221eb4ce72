using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;
using Confd.Shared;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Converts between values and the nodes of a document.</summary>
internal static class DocumentValues
{
    public static FlagValue ToValue(JsonNode? node) => node is null ? FlagValue.Null : FlagValueJson.Parse(DocumentJson.ToUtf8(node));

    /// <summary>The node of a value.</summary>
    /// <exception cref="FlagEditException">A string in it contains half of a surrogate pair, which would be written as U+FFFD.</exception>
    public static JsonNode? ToNode(FlagValue value)
    {
        var json = WrittenJson.Of(writer => FlagValueJson.Write(writer, value));
        var node = JsonNode.Parse(json.Span, documentOptions: new() { MaxDepth = JsonDepth.Max });
        return ToValue(node) == value
            ? node
            : throw new FlagEditException("a value holds text that is not Unicode: half of a surrogate pair");
    }

    public static JsonArray ToArray(IEnumerable<FlagValue> values) => ToArray(values.Select(ToNode));

    public static JsonArray ToArray(IEnumerable<string> texts) => ToArray(texts.Select(text => (JsonNode?)JsonValue.Create(text)));

    public static JsonArray ToArray(IEnumerable<JsonNode?> nodes) => new([.. nodes]);
}

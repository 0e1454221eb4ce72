using System.Text.Json;
using System.Text.Json.Nodes;
using Confd.Shared;

namespace Confd.Flags.Authoring.Documents;

/// <summary>JSON objects that can be changed in place: unchanged parts are written as they were read, with every field and digit.</summary>
internal static class DocumentJson
{
    private static readonly JsonDocumentOptions Reading = new() { AllowDuplicateProperties = false, MaxDepth = JsonDepth.Max };

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="FlagEditException">It cannot be changed without loss.</exception>
    public static JsonObject Read(ReadOnlyMemory<byte> utf8Json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json, Reading);
            RequireTexts(document);
            return JsonObject.Create(document.RootElement.Clone())
                ?? throw new FlagEditException($"{name} is stored as null; write it again as a whole");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FlagEditException(
                $"{name} cannot be changed: what is stored is not a JSON object, has a field twice, nests too deep, "
                + "or holds text that is not Unicode; write it again as a whole",
                innerException: e);
        }
    }

    // Half of a surrogate pair throws only when the string is read or written: by then it would affect a whole environment.
    private static void RequireTexts(JsonDocument document)
    {
        using var writer = new Utf8JsonWriter(Stream.Null);
        document.WriteTo(writer);
    }

    public static byte[] ToUtf8(JsonNode node) => WrittenJson.Of(writer => node.WriteTo(writer)).ToArray();

    /// <summary>The field's array, which is created if it is missing.</summary>
    public static JsonArray List(this JsonObject parent, string field)
    {
        if (parent[field] is JsonArray list)
        {
            return list;
        }

        list = [];
        parent[field] = list;
        return list;
    }

    /// <summary>The objects in the field's array; empty if there is none.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonObject parent, string field) =>
        parent[field] is JsonArray list ? list.OfType<JsonObject>() : [];

    public static string? Text(this JsonObject parent, string field) =>
        parent[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>A whole number, also one that is written as 1.0; null where there is none.</summary>
    public static long? Whole(this JsonObject parent, string field) => parent[field] switch
    {
        JsonValue value when value.TryGetValue(out long whole) => whole,
        JsonValue value when value.TryGetValue(out int whole) => whole, // set by an edit
        JsonValue value when value.TryGetValue(out double number) && Math.Floor(number) == number => (long)number,
        _ => null,
    };

    public static bool IsTrue(this JsonObject parent, string field) =>
        parent[field] is JsonValue value && value.TryGetValue(out bool isTrue) && isTrue;

    /// <summary>The strings in an array, in order; other elements are skipped.</summary>
    public static IEnumerable<string> Texts(this JsonObject parent, string field) => parent[field] is JsonArray list
        ? list.Select(node => node is JsonValue value && value.TryGetValue(out string? text) ? text : null).OfType<string>()
        : [];
}

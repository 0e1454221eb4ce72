using System.Text.Json;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Measure;

/// <summary>The data of the cases as Go's <c>encoding/json</c> gives it to a template: maps, slices, strings, float64.</summary>
internal static class TemplateData
{
    /// <summary>The value of a JSON document.</summary>
    public static Value FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Value.FromMap(MapOf(element)),
        JsonValueKind.Array => Value.FromSlice(GoSlice.Over(GoType.AnySlice, [.. element.EnumerateArray().Select(FromJson)])),
        JsonValueKind.String => Value.FromString(element.GetString()!),
        JsonValueKind.Number => Value.FromFloat(element.GetDouble()),
        JsonValueKind.True => Value.FromBool(true),
        JsonValueKind.False => Value.FromBool(false),
        _ => Value.Nil,
    };

    private static GoMap MapOf(JsonElement element)
    {
        var map = new GoMap(GoType.AnyMap);
        foreach (var property in element.EnumerateObject())
        {
            map.Set(ByteString.FromString(property.Name), FromJson(property.Value));
        }

        return map;
    }
}

using Confd.Engine.Documents;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>JSON to values and back.</summary>
internal static class JsonFunctions
{
    private const string PrettyIndent = "  ";

    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("json", [GoType.String], GoType.AnyMap, (_, arguments) => JsonReader.ReadObject(arguments[0].AsString())),
        GoFunction.Create("jsonArray", [GoType.String], GoType.AnySlice, (_, arguments) => JsonReader.ReadArray(arguments[0].AsString())),
        GoFunction.Create("fromJson", [GoType.String], GoType.Any, (_, arguments) => JsonReader.ReadAny(arguments[0].AsString())),
        GoFunction.Create("toJson", [GoType.Any], GoType.String, (_, arguments) => Value.FromString(JsonWriter.Write(arguments[0]))),
        GoFunction.Create("toPrettyJson", [GoType.Any], GoType.String, (_, arguments) =>
            Value.FromString(JsonWriter.WriteIndented(arguments[0], PrettyIndent))),
    ];
}

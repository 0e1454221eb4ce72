using Confd.Engine.Documents;
using Confd.Engine.Templates.Sprig;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>JSON to values and back.</summary>
internal static class JsonFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("json", [GoType.String], GoType.AnyMap, (context, arguments) =>
            JsonReader.ReadObject(arguments[0].AsString(), context)),
        GoFunction.Create("jsonArray", [GoType.String], GoType.AnySlice, (context, arguments) =>
            JsonReader.ReadArray(arguments[0].AsString(), context)),
        GoFunction.Create("fromJson", [GoType.String], GoType.Any, (context, arguments) =>
            JsonReader.ReadAny(arguments[0].AsString(), context)),
        SprigJson.Writing("toJson", JsonWriter.Write),
        SprigJson.Writing("toPrettyJson", SprigJson.Pretty),
    ];
}

using Confd.Engine.Documents;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>JSON to values and back; the plain functions keep their failures to themselves.</summary>
internal static class SprigJson
{
    private const string PrettyIndent = "  ";

    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("fromJson", [GoType.String], GoType.Any, (_, arguments) => JsonReader.ReadLeniently(arguments[0].AsString())),
        GoFunction.Create("mustFromJson", [GoType.String], GoType.Any, (_, arguments) => JsonReader.ReadAny(arguments[0].AsString())),
        Writing("toJson", value => Quietly(value, JsonWriter.Write)),
        Writing("mustToJson", JsonWriter.Write),
        Writing("toPrettyJson", value => Quietly(value, Pretty)),
        Writing("mustToPrettyJson", Pretty),
        Writing("toRawJson", JsonWriter.WriteRaw),
        Writing("mustToRawJson", JsonWriter.WriteRaw),
    ];

    private static GoFunction Writing(string name, Func<Value, ByteString> write) =>
        GoFunction.Create(name, [GoType.Any], GoType.String, (_, arguments) => Value.FromString(write(arguments[0])));

    private static ByteString Pretty(Value value) => JsonWriter.WriteIndented(value, PrettyIndent);

    private static ByteString Quietly(Value value, Func<Value, ByteString> write)
    {
        try
        {
            return write(value);
        }
        catch (TemplateFunctionException)
        {
            return ByteString.Empty;
        }
    }
}

using Confd.Engine.Documents;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>JSON to values and back; the plain functions do not report their failures.</summary>
internal static class SprigJson
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("fromJson", [GoType.String], GoType.Any, (context, arguments) =>
            JsonReader.ReadLeniently(arguments[0].AsString(), context)),
        GoFunction.Create("mustFromJson", [GoType.String], GoType.Any, (context, arguments) =>
            JsonReader.ReadAny(arguments[0].AsString(), context)),
        Writing("toJson", (context, value) => Quietly(context, value, JsonWriter.Write)),
        Writing("mustToJson", JsonWriter.Write),
        Writing("toPrettyJson", (context, value) => Quietly(context, value, Pretty)),
        Writing("mustToPrettyJson", Pretty),
        Writing("toRawJson", JsonWriter.WriteRaw),
        Writing("mustToRawJson", JsonWriter.WriteRaw),
    ];

    /// <summary>A function from a value to its text.</summary>
    public static GoFunction Writing(string name, Func<RenderContext, Value, ByteString> write) =>
        GoFunction.Create(name, [GoType.Any], GoType.String, (context, arguments) => Value.FromString(write(context, arguments[0])));

    /// <summary>The text of a value in lines, two blanks a level.</summary>
    public static ByteString Pretty(RenderContext context, Value value) => JsonWriter.WriteIndented(context, value, "  ");

    /// <summary>Returns an empty text where a value cannot be written; reports an exceeded limit.</summary>
    public static ByteString Quietly(RenderContext context, Value value, Func<RenderContext, Value, ByteString> write)
    {
        try
        {
            return write(context, value);
        }
        catch (TemplateFunctionException exception) when (!exception.IsLimit)
        {
            return ByteString.Empty;
        }
    }
}

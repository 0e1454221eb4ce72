using Confd.Engine.Documents;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Toml;

namespace Confd.Engine.Templates.Sprig.Helm;

/// <summary>Helm's additions to sprig: YAML, TOML and required values. As in Helm, the readers return their error as a value, under the
/// name <c>Error</c> or as the only element, and the writers return an empty text for what they cannot write.</summary>
internal static class HelmFunctions
{
    private static readonly ByteString ErrorName = ByteString.FromString("Error");

    public static IEnumerable<GoFunction> All => [.. Writers, .. Readers, Required];

    private static IEnumerable<GoFunction> Writers =>
    [
        SprigJson.Writing("toYaml", (context, value) => SprigJson.Quietly(context, value, YamlWriter.Write)),
        SprigJson.Writing("mustToYaml", YamlWriter.Write),
        SprigJson.Writing("toYamlPretty", (context, value) => SprigJson.Quietly(context, value, YamlWriter.WritePretty)),
        SprigJson.Writing("toToml", (context, value) => WithError(context, value, TomlWriter.Write)),
        SprigJson.Writing("mustToToml", TomlWriter.Write),
    ];

    private static IEnumerable<GoFunction> Readers =>
    [
        Reading("fromYaml", GoType.AnyMap, (context, text) => ReadMap(() => YamlValues.Read(context, text)), MapOfError),
        Reading("fromYamlArray", GoType.AnySlice, (context, text) => ReadList(() => YamlValues.Read(context, text)), ListOfError),
        Reading("fromJsonArray", GoType.AnySlice, (context, text) => JsonReader.ReadArray(text, context), ListOfError),
        Reading("fromToml", GoType.AnyMap, (context, text) => TomlValues.Read(context, text), MapOfError),
    ];

    private static GoFunction Required => GoFunction.Create("required", [GoType.String, GoType.Any], GoType.Any, (context, arguments) =>
        arguments[1].IsNilOrInvalid || (arguments[1].Kind == GoKind.String && arguments[1].AsString().IsEmpty)
            ? throw SprigFlow.Failure(context, arguments[0].AsString())
            : arguments[1]);

    private static ByteString WithError(RenderContext context, Value value, Func<RenderContext, Value, ByteString> write)
    {
        try
        {
            return write(context, value);
        }
        catch (TemplateFunctionException exception) when (!exception.IsLimit)
        {
            return ByteString.FromString(exception.Message);
        }
    }

    private static GoFunction Reading(
        string name, GoType result, Func<RenderContext, ByteString, Value> read, Func<string, Value> explain) =>
        GoFunction.Create(name, [GoType.String], result, (context, arguments) =>
        {
            try
            {
                return read(context, arguments[0].AsString());
            }
            catch (Exception exception) when (
                exception is TemplateFunctionException { IsLimit: false } or DocumentException or TomlException)
            {
                return explain(exception is ErrorTextException failure ? failure.Text.Full : exception.Message);
            }
        });

    private static Value ReadMap(Func<Value> read) =>
        ReadAs(read, GoKind.Map, GoType.AnyMap, () => Value.FromMap(new GoMap(GoType.AnyMap)));

    private static Value ReadList(Func<Value> read) =>
        ReadAs(read, GoKind.Slice, GoType.AnySlice, () => Value.FromSlice(GoSlice.Over(GoType.AnySlice, [])));

    private static Value ReadAs(Func<Value> read, GoKind kind, GoType type, Func<Value> empty)
    {
        var value = read();
        var found = value.Kind switch
        {
            GoKind.Map => "object",
            GoKind.Slice => "array",
            GoKind.String => "string",
            GoKind.Bool => "bool",
            _ => "number",
        };
        return value.Kind == kind ? value : value.Kind == GoKind.Nil ? empty() : throw new TemplateFunctionException(
            $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {found} into Go value of type {type.Name}");
    }

    private static Value MapOfError(string message)
    {
        var map = new GoMap(GoType.AnyMap);
        map.Set(ErrorName, Value.FromString(message));
        return Value.FromMap(map);
    }

    private static Value ListOfError(string message) => Value.FromSlice(GoSlice.Over(GoType.AnySlice, [Value.FromString(message)]));
}

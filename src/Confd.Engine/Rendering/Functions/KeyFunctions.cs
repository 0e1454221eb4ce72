using Confd.Engine.Keys;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Rendering.Functions;

/// <summary>Reading the keys of the resource: <c>getv</c>, <c>gets</c>, <c>ls</c> and relatives.</summary>
internal static class KeyFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("exists", [GoType.String], GoType.Bool, (context, arguments) =>
            Value.FromBool(KeysOf(context).Contains(arguments[0].AsString()))),
        GoFunction.Create("get", [GoType.String], KeyPairType.Pair, (context, arguments) => Get(KeysOf(context), arguments[0].AsString())),
        GoFunction.CreateVariadic("getv", [GoType.String, GoType.String], GoType.String, (context, arguments) =>
            GetValue(KeysOf(context), arguments)),
        GoFunction.Create("gets", [GoType.String], KeyPairType.Pairs, (context, arguments) =>
            KeyPairType.ToValue(Match(KeysOf(context), arguments[0].AsString()))),
        GoFunction.Create("getvs", [GoType.String], GoType.StringSlice, (context, arguments) =>
            GetValues(Match(KeysOf(context), arguments[0].AsString()))),
        GoFunction.Create("ls", [GoType.String], GoType.StringSlice, (context, arguments) =>
            Value.FromSlice(GoSlice.OfStrings(KeysOf(context).List(arguments[0].AsString())))),
        GoFunction.Create("lsdir", [GoType.String], GoType.StringSlice, (context, arguments) =>
            Value.FromSlice(GoSlice.OfStrings(KeysOf(context).ListFolders(arguments[0].AsString())))),
    ];

    private static KeySnapshot KeysOf(RenderContext context) => context.GetState<RenderRun>().Keys;

    private static Value Get(KeySnapshot keys, ByteString key) =>
        keys.TryGetValue(key, out var value) ? KeyPairType.ToValue(new KeyPair(key, value)) : throw NoSuchKey(key);

    // An empty value is a value: the default is for absent keys only.
    private static Value GetValue(KeySnapshot keys, ReadOnlySpan<Value> arguments)
    {
        if (keys.TryGetValue(arguments[0].AsString(), out var value))
        {
            return Value.FromString(value);
        }

        return arguments.Length > 1 ? arguments[1] : throw NoSuchKey(arguments[0].AsString());
    }

    private static Value GetValues(IReadOnlyList<KeyPair> pairs)
    {
        var values = new ByteString[pairs.Count];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = pairs[index].Value;
        }

        Array.Sort(values);
        return Value.FromSlice(GoSlice.OfStrings(values));
    }

    // A malformed pattern fails only where there is a key to try it on, as in confd.
    private static IReadOnlyList<KeyPair> Match(KeySnapshot keys, ByteString text)
    {
        var pattern = new KeyPattern(text);
        return pattern.IsValid || keys.Count == 0
            ? keys.FindAll(pattern)
            : throw new TemplateFunctionException($"invalid pattern {GoFormat.Quote(text)}: syntax error in pattern");
    }

    private static TemplateFunctionException NoSuchKey(ByteString key) => new($"key does not exist: {key}");
}

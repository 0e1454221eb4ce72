using Confd.Engine.Keys;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Reading the keys of the resource: <c>getv</c>, <c>gets</c>, <c>ls</c> and relatives.</summary>
internal static class KeyFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("exists", [GoType.String], GoType.Bool, (context, arguments) =>
            Value.FromBool(KeysOf(context).Contains(arguments[0].AsString()))),
        GoFunction.Create("get", [GoType.String], KeyPairType.Pair, (context, arguments) => Get(RunOf(context), arguments[0].AsString())),
        GoFunction.CreateVariadic("getv", [GoType.String, GoType.String], GoType.String, (context, arguments) =>
            GetValue(RunOf(context), arguments)),
        GoFunction.Create("gets", [GoType.String], KeyPairType.Pairs, (context, arguments) =>
            KeyPairType.ToValue(Match(RunOf(context), arguments[0].AsString()))),
        GoFunction.Create("getvs", [GoType.String], GoType.StringSlice, (context, arguments) =>
            GetValues(Match(RunOf(context), arguments[0].AsString()))),
        GoFunction.Create("ls", [GoType.String], GoType.StringSlice, (context, arguments) =>
            Value.FromSlice(GoSlice.OfStrings(KeysOf(context).List(arguments[0].AsString())))),
        GoFunction.Create("lsdir", [GoType.String], GoType.StringSlice, (context, arguments) =>
            Value.FromSlice(GoSlice.OfStrings(KeysOf(context).ListFolders(arguments[0].AsString())))),
    ];

    private static RenderRun RunOf(RenderContext context) => context.GetState<RenderRun>();

    private static KeySnapshot KeysOf(RenderContext context) => RunOf(context).Keys;

    private static Value Get(RenderRun run, ByteString key) =>
        run.Keys.TryGetValue(key, out var value) ? KeyPairType.ToValue(new KeyPair(key, value)) : throw NoSuchKey(run, key);

    // An empty value is a value: the default is for absent keys only.
    private static Value GetValue(RenderRun run, ReadOnlySpan<Value> arguments)
    {
        if (run.Keys.TryGetValue(arguments[0].AsString(), out var value))
        {
            return Value.FromString(value);
        }

        return arguments.Length > 1 ? arguments[1] : throw NoSuchKey(run, arguments[0].AsString());
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

    // A malformed pattern is an error only if there is a key to match, as in confd.
    private static IReadOnlyList<KeyPair> Match(RenderRun run, ByteString text)
    {
        var pattern = new KeyPattern(text);
        return pattern.IsValid || run.Keys.Count == 0
            ? run.Keys.FindAll(pattern)
            : throw new TemplateFunctionException($"invalid pattern {run.Names.Quoted(text)}: syntax error in pattern");
    }

    private static TemplateFunctionException NoSuchKey(RenderRun run, ByteString key) => new($"key does not exist: {run.Names.Plain(key)}");
}

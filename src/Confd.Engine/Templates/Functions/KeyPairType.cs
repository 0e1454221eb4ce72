using Confd.Engine.Keys;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Pairs of key and value as template values: confd's <c>memkv.KVPair</c> and <c>memkv.KVPairs</c>.</summary>
internal static class KeyPairType
{
    /// <summary><c>memkv.KVPair</c>, with the fields <c>Key</c> and <c>Value</c>.</summary>
    public static GoType Pair { get; } = GoType.Struct(
        "memkv.KVPair", [new GoField("Key", GoType.String), new GoField("Value", GoType.String)]);

    /// <summary><c>[]memkv.KVPair</c>.</summary>
    public static GoType Slice { get; } = GoType.SliceOf(Pair);

    /// <summary><c>memkv.KVPairs</c>, the result of <c>gets</c>: a separate type, which is why <c>reverse</c> does not change it.</summary>
    public static GoType Pairs { get; } = GoType.Named("memkv.KVPairs", Slice, Methods);

    /// <summary>One pair.</summary>
    public static Value ToValue(KeyPair pair) => Value.FromObject(new PairObject(pair));

    /// <summary>A list of pairs; an empty one is the nil list, which is <c>null</c> in JSON.</summary>
    public static Value ToValue(IReadOnlyList<KeyPair> pairs)
    {
        if (pairs.Count == 0)
        {
            return Value.FromSlice(GoSlice.NilOf(Pairs));
        }

        return Value.FromSlice(GoSlice.FromAppended(Pairs, pairs.Count, index => ToValue(pairs[index])));
    }

    /// <summary>The key of a pair value.</summary>
    public static ByteString KeyOf(Value pair) => pair.AsObject().Field(0).AsString();

    /// <summary>The value of a pair value.</summary>
    public static ByteString ValueOf(Value pair) => pair.AsObject().Field(1).AsString();

    private static IEnumerable<GoMethod> Methods() =>
    [
        new("Len", [], GoType.Int, (_, receiver, _) => Value.FromInt(receiver.AsSlice().Length)),
        new("Less", [GoType.Int, GoType.Int], GoType.Bool, (_, receiver, arguments) =>
            Value.FromBool(KeyOf(Element(receiver, arguments[0])) < KeyOf(Element(receiver, arguments[1])))),

        // It has no result, so a template cannot call it; the interpreter reports that.
        new("Swap", [GoType.Int, GoType.Int], results: [], (_, _, _) => Value.Invalid),
    ];

    private static Value Element(Value pairs, Value index)
    {
        var slice = pairs.AsSlice();
        var position = index.AsInt();
        return position >= 0 && position < slice.Length
            ? slice[(int)position]
            : throw new TemplateFunctionException(
                $"runtime error: index out of range [{ErrorText.Number(position)}]{(position < 0 ? "" : $" with length {slice.Length}")}");
    }

    // Half the size of a GoStruct: templates that list keys create many of them.
    private sealed class PairObject(KeyPair pair) : GoObject
    {
        public override GoType Type => Pair;

        public override Value Field(int index) => Value.FromString(index == 0 ? pair.Key : pair.Value);

        public override bool IsEqualTo(GoObject other) => other is PairObject { Contents: var contents } && contents == pair;

        private KeyPair Contents => pair;
    }
}

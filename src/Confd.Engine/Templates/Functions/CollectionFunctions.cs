using Confd.Engine.Templates.Sprig;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Lists and dictionaries.</summary>
internal static class CollectionFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.CreateVariadic("dict", [GoType.Any], GoType.AnyMap, (_, arguments) => Dictionary(arguments)),
        GoFunction.CreateVariadic("map", [GoType.Any], GoType.AnyMap, (_, arguments) => Dictionary(arguments)),
        GoFunction.Create("keys", [GoType.AnyMap], GoType.StringSlice, (_, arguments) =>
            Value.FromSlice(GoSlice.OfStrings(arguments[0].AsMap().SortedKeys))),
        GoFunction.Create("values", [GoType.AnyMap], GoType.AnySlice, (_, arguments) =>
            Value.FromSlice(GoSlice.Over(GoType.AnySlice, SprigDicts.ValuesOf(arguments[0].AsMap())))),
        GoFunction.Create("hasKey", [GoType.AnyMap, GoType.String], GoType.Bool, (_, arguments) =>
            Value.FromBool(arguments[0].AsMap().ContainsKey(arguments[1].AsString()))),
        GoFunction.CreateVariadic("pluck", [GoType.String, GoType.AnyMap], GoType.AnySlice, (_, arguments) => Pluck(arguments)),
        GoFunction.CreateVariadic("list", [GoType.Any], GoType.AnySlice, (_, arguments) =>
            Value.FromSlice(GoSlice.Over(GoType.AnySlice, arguments.ToArray()))),
        GoFunction.Create("append", [GoType.AnySlice, GoType.Any], GoType.AnySlice, (_, arguments) =>
            Value.FromSlice(arguments[0].AsSlice().Append(arguments[1]))),
        GoFunction.Create("reverse", [GoType.Any], GoType.Any, (_, arguments) => Reverse(arguments[0])),
        GoFunction.Create("sortByLength", [GoType.StringSlice], GoType.StringSlice, (context, arguments) =>
            SortByLength(context, arguments[0])),
        GoFunction.Create("sortKVByLength", [KeyPairType.Slice], KeyPairType.Slice, (context, arguments) =>
            SortPairsByLength(context, arguments[0])),
    ];

    private static Value Dictionary(ReadOnlySpan<Value> arguments)
    {
        if (arguments.Length % 2 != 0)
        {
            throw new TemplateFunctionException("invalid map call");
        }

        var map = new GoMap(GoType.AnyMap);
        for (var index = 0; index < arguments.Length; index += 2)
        {
            if (!ReferenceEquals(arguments[index].Type, GoType.String))
            {
                throw new TemplateFunctionException("map keys must be strings");
            }

            map.Set(arguments[index].AsString(), arguments[index + 1]);
        }

        return Value.FromMap(map);
    }

    private static Value Pluck(ReadOnlySpan<Value> arguments)
    {
        var found = new List<Value>();
        foreach (var map in arguments[1..])
        {
            if (map.AsMap().TryGetValue(arguments[0].AsString(), out var value))
            {
                found.Add(value);
            }
        }

        return Value.FromSlice(found.Count == 0
            ? GoSlice.NilOf(GoType.AnySlice)
            : GoSlice.FromAppended(GoType.AnySlice, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found)));
    }

    // Only values of exactly []string and []memkv.KVPair are reversed; everything else is returned unchanged, as in confd.
    private static Value Reverse(Value value)
    {
        var isReversible = value.Kind == GoKind.Slice
            && (value.Type.IsIdenticalTo(GoType.StringSlice) || value.Type.IsIdenticalTo(KeyPairType.Slice));
        if (!isReversible)
        {
            return value;
        }

        var elements = value.AsSlice().Span.ToArray();
        Array.Reverse(elements);
        return Value.FromSlice(GoSlice.Over(value.Type, elements));
    }

    // Both sort in place, which is visible in other variables of the same list.
    private static Value SortByLength(RenderContext context, Value list)
    {
        GoSort.Sort(list.AsSlice().Span, (left, right) =>
        {
            context.Step();
            return left.AsString().Length < right.AsString().Length;
        });
        return Value.FromSlice(list.AsSlice().As(GoType.StringSlice));
    }

    private static Value SortPairsByLength(RenderContext context, Value pairs)
    {
        GoSort.Sort(pairs.AsSlice().Span, (left, right) =>
        {
            context.Step();
            return KeyPairType.KeyOf(left).Length < KeyPairType.KeyOf(right).Length;
        });
        return Value.FromSlice(pairs.AsSlice().As(KeyPairType.Slice));
    }
}

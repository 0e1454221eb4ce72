using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Dictionaries. Where Go's order is random, keys are in byte order here.</summary>
internal static class SprigDicts
{
    public static IEnumerable<GoFunction> All => [.. Entries, .. Choices, .. Merges];

    private static IEnumerable<GoFunction> Entries =>
    [
        GoFunction.CreateVariadic("dict", [GoType.Any], GoType.AnyMap, (context, arguments) => Dictionary(context, arguments)),
        GoFunction.Create("get", [GoType.AnyMap, GoType.String], GoType.Any, (_, arguments) =>
            arguments[0].AsMap().TryGetValue(arguments[1].AsString(), out var value)
                ? SprigTypes.Element(value) : Value.FromString(ByteString.Empty)),
        GoFunction.Create("set", [GoType.AnyMap, GoType.String, GoType.Any], GoType.AnyMap, (_, arguments) =>
        {
            arguments[0].AsMap().Set(arguments[1].AsString(), arguments[2]);
            return arguments[0];
        }),
        GoFunction.Create("unset", [GoType.AnyMap, GoType.String], GoType.AnyMap, (_, arguments) =>
        {
            arguments[0].AsMap().Remove(arguments[1].AsString());
            return arguments[0];
        }),
        GoFunction.Create("hasKey", [GoType.AnyMap, GoType.String], GoType.Bool, (_, arguments) =>
            Value.FromBool(arguments[0].AsMap().ContainsKey(arguments[1].AsString()))),
        GoFunction.CreateVariadic("keys", [GoType.AnyMap], GoType.StringSlice, (_, arguments) => Keys(arguments)),
        GoFunction.Create("values", [GoType.AnyMap], GoType.AnySlice, (_, arguments) =>
            Value.FromSlice(GoSlice.FromAppended(GoType.AnySlice, ValuesOf(arguments[0].AsMap())))),
    ];

    private static IEnumerable<GoFunction> Choices =>
    [
        GoFunction.CreateVariadic("pluck", [GoType.String, GoType.AnyMap], GoType.AnySlice, (_, arguments) => Pluck(arguments)),
        GoFunction.CreateVariadic("pick", [GoType.AnyMap, GoType.String], GoType.AnyMap, (_, arguments) => Pick(arguments)),
        GoFunction.CreateVariadic("omit", [GoType.AnyMap, GoType.String], GoType.AnyMap, (_, arguments) => Omit(arguments)),
        GoFunction.CreateVariadic("dig", [GoType.Any], GoType.Any, (_, arguments) => Dig(arguments)),
        GoFunction.Create("deepCopy", [GoType.Any], GoType.Any, (context, arguments) => Copy(context, arguments[0])),
        GoFunction.Create("mustDeepCopy", [GoType.Any], GoType.Any, (context, arguments) => Copy(context, arguments[0])),
    ];

    private static IEnumerable<GoFunction> Merges =>
    [
        Merging("merge", DictMerge.KeepFirst, isQuiet: true),
        Merging("mustMerge", DictMerge.KeepFirst),
        Merging("mergeOverwrite", DictMerge.Overwrite, isQuiet: true),
        Merging("mustMergeOverwrite", DictMerge.Overwrite),
    ];

    private static GoFunction Merging(string name, DictMerge merge, bool isQuiet = false) =>
        GoFunction.CreateVariadic(name, [GoType.AnyMap, GoType.AnyMap], GoType.Any, (context, arguments) =>
            merge.All(context, arguments, isQuiet));

    private static Value Dictionary(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var map = new GoMap(GoType.AnyMap);
        for (var index = 0; index < arguments.Length; index += 2)
        {
            map.Set(
                Casting.ToText(context, arguments[index]),
                index + 1 < arguments.Length ? arguments[index + 1] : Value.FromString(ByteString.Empty));
        }

        return Value.FromMap(map);
    }

    private static Value Keys(ReadOnlySpan<Value> maps)
    {
        var keys = new List<ByteString>();
        foreach (var map in maps)
        {
            keys.AddRange(map.AsMap().SortedKeys);
        }

        return Value.FromSlice(GoSlice.OfStrings([.. keys]));
    }

    /// <summary>The values in the order of their keys.</summary>
    public static Value[] ValuesOf(GoMap map)
    {
        var values = new Value[map.Count];
        for (var index = 0; index < values.Length; index++)
        {
            map.TryGetValue(map.SortedKeys[index], out values[index]);
        }

        return values;
    }

    private static Value Pluck(ReadOnlySpan<Value> arguments)
    {
        var found = new List<Value>();
        foreach (var map in arguments[1..])
        {
            if (map.AsMap().TryGetValue(arguments[0].AsString(), out var value))
            {
                found.Add(SprigTypes.Element(value));
            }
        }

        return Value.FromSlice(GoSlice.FromAppended(GoType.AnySlice, found.ToArray()));
    }

    private static Value Pick(ReadOnlySpan<Value> arguments)
    {
        var picked = new GoMap(GoType.AnyMap);
        foreach (var key in arguments[1..])
        {
            if (arguments[0].AsMap().TryGetValue(key.AsString(), out var value))
            {
                picked.Set(key.AsString(), value);
            }
        }

        return Value.FromMap(picked);
    }

    private static Value Omit(ReadOnlySpan<Value> arguments)
    {
        var kept = new GoMap(GoType.AnyMap);
        var map = arguments[0].AsMap();
        foreach (var key in map.SortedKeys)
        {
            map.TryGetValue(key, out var value);
            kept.Set(key, value);
        }

        foreach (var key in arguments[1..])
        {
            kept.Remove(key.AsString());
        }

        return Value.FromMap(kept);
    }

    private static Value Dig(ReadOnlySpan<Value> arguments)
    {
        if (arguments.Length < 3)
        {
            throw new TemplateFunctionException("dig needs at least three arguments");
        }

        var step = Cast(arguments[^1], GoType.AnyMap);
        var keys = arguments[..^2];
        foreach (var key in keys)
        {
            Cast(key, GoType.String);
        }

        for (var index = 0; index < keys.Length; index++)
        {
            if (!Cast(step, GoType.AnyMap).AsMap().TryGetValue(keys[index].AsString(), out step))
            {
                return arguments[^2];
            }
        }

        return SprigTypes.Element(step);
    }

    private static Value Cast(Value value, GoType type) => !value.IsNilOrInvalid && value.Type.IsIdenticalTo(type)
        ? value
        : throw new TemplateFunctionException(
            $"interface conversion: interface {{}} is {(value.IsNilOrInvalid ? "nil" : value.Type.Name)}, not {type}");

    private static Value Copy(RenderContext context, Value value) => value.IsNilOrInvalid
        ? throw new TemplateFunctionException("reflect: call of reflect.Value.Type on zero Value")
        : DeepValues.Copy(context, value);
}

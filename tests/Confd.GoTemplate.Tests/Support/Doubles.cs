using System.Text.Json;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Support;

/// <summary>Just enough of confd's functions to serve the recorded cases of the language; the real ones are tested with the
/// engine.</summary>
internal static class Doubles
{
    private static GoType Pair { get; } = GoType.Struct("memkv.KVPair", [new("Key", GoType.String), new("Value", GoType.String)]);

    public static FunctionTable Table { get; } = FunctionTable.Predefined.With(Create());

    public static IEnumerable<string> Names => Create().Select(function => function.Name);

    private static IEnumerable<GoFunction> Create() =>
    [
        GoFunction.CreateVariadic("list", [GoType.Any], GoType.AnySlice, static (_, items)
            => Value.FromSlice(GoSlice.Over(GoType.AnySlice, items.ToArray()))),
        GoFunction.CreateVariadic("dict", [GoType.Any], GoType.AnyMap, Dict),
        GoFunction.CreateVariadic("map", [GoType.Any], GoType.AnyMap, Dict),
        GoFunction.Create("seq", [GoType.Int, GoType.Int], GoType.IntSlice, Sequence),
        GoFunction.Create("append", [GoType.AnySlice, GoType.Any], GoType.AnySlice, static (_, a)
            => Value.FromSlice(a[0].AsSlice().Append(a[1]))),
        Arithmetic("add", static (a, b) => a + b),
        Arithmetic("sub", static (a, b) => a - b),
        Arithmetic("mul", static (a, b) => a * b),
        Arithmetic("div", static (a, b) => b == 0 ? throw new TemplateFunctionException("division by zero") : a / b),
        Arithmetic("mod", static (a, b) => b == 0 ? throw new TemplateFunctionException("modulo by zero") : a % b),
        GoFunction.CreateVariadic("getv", [GoType.String, GoType.String], GoType.String, GetValue),
        GoFunction.Create("get", [GoType.String], Pair, static (context, a) => GetPair(context, a[0].AsString())),
        GoFunction.Create("exists", [GoType.String], GoType.Bool, static (context, a)
            => Value.FromBool(context.GetState<IReadOnlyDictionary<string, string>>().ContainsKey(a[0].AsString().ToString()))),
        GoFunction.Create("split", [GoType.String, GoType.String], GoType.StringSlice, static (_, a)
            => Value.FromSlice(GoSlice.OfStrings([.. Split(a[0].AsString(), a[1].AsString())]))),
        GoFunction.Create("join", [GoType.StringSlice, GoType.String], GoType.String, static (_, a)
            => Value.FromString(
                string.Join(a[1].AsString().ToString(), a[0].AsSlice().Span.ToArray().Select(item => item.AsString().ToString())))),
        GoFunction.Create("toUpper", [GoType.String], GoType.String, static (_, a)
            => Value.FromString(a[0].AsString().ToString().ToUpperInvariant())),
        GoFunction.Create("toLower", [GoType.String], GoType.String, static (_, a)
            => Value.FromString(a[0].AsString().ToString().ToLowerInvariant())),
        GoFunction.Create("atoi", [GoType.String], GoType.Int, Atoi),
        GoFunction.Create("fromJson", [GoType.String], GoType.Any, static (_, a) => FromJson(a[0].AsString())),
        GoFunction.Create("json", [GoType.String], GoType.AnyMap, static (_, a) => FromJson(a[0].AsString(), GoType.AnyMap, "array")),
        GoFunction.Create(
            "jsonArray", [GoType.String], GoType.AnySlice, static (_, a) => FromJson(a[0].AsString(), GoType.AnySlice, "object")),
    ];

    private static Value Dict(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        if (arguments.Length % 2 != 0)
        {
            throw new TemplateFunctionException("invalid map call");
        }

        var map = new GoMap(GoType.AnyMap);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i].Kind != GoKind.String)
            {
                throw new TemplateFunctionException("map keys must be strings");
            }

            map.Set(arguments[i].AsString(), arguments[i + 1]);
        }

        return Value.FromMap(map);
    }

    private static Value Sequence(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var (first, last) = (arguments[0].AsInt(), arguments[1].AsInt());
        if (Math.Abs((double)last - first) > 100_000)
        {
            throw new TemplateFunctionException("the double of seq makes no more than 100,000 elements");
        }

        var step = first <= last ? 1 : -1;
        var items = new Value[Math.Abs(last - first) + 1];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Value.FromInt(first + (i * step));
        }

        return Value.FromSlice(GoSlice.Over(GoType.IntSlice, items));
    }

    private static GoFunction Arithmetic(string name, Func<long, long, long> compute)
        => GoFunction.Create(name, [GoType.Int, GoType.Int], GoType.Int, (_, a) => Value.FromInt(compute(a[0].AsInt(), a[1].AsInt())));

    private static Value GetValue(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var key = arguments[0].AsString().ToString();
        if (context.GetState<IReadOnlyDictionary<string, string>>().TryGetValue(key, out var value))
        {
            return Value.FromString(value);
        }

        return arguments.Length > 1 ? arguments[1] : throw new TemplateFunctionException("key does not exist: " + key);
    }

    private static Value GetPair(RenderContext context, ByteString key)
        => Value.FromObject(new GoStruct(Pair, Value.FromString(key), GetValue(context, [Value.FromString(key)])));

    private static IEnumerable<ByteString> Split(ByteString text, ByteString separator)
    {
        if (separator.IsEmpty)
        {
            foreach (var rune in text.ToString().EnumerateRunes())
            {
                yield return ByteString.FromString(rune.ToString());
            }

            yield break;
        }

        while (text.Span.IndexOf(separator.Span) is >= 0 and var end)
        {
            yield return text.Slice(0, end);
            text = text.Slice(end + separator.Length);
        }

        yield return text;
    }

    private static Value Atoi(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString();
        if (long.TryParse(text.Span, System.Globalization.NumberStyles.AllowLeadingSign, null, out var number))
        {
            return Value.FromInt(number);
        }

        var isNumber = !text.IsEmpty && text.Span.TrimStart("+-"u8).IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        var problem = isNumber ? "value out of range" : "invalid syntax";
        throw new TemplateFunctionException($"strconv.Atoi: parsing {Confd.GoTemplate.Formatting.GoFormat.Quote(text)}: {problem}");
    }

    private static Value FromJson(ByteString text, GoType type, string other)
    {
        var value = FromJson(text);
        if (value.IsNilOrInvalid)
        {
            return ZeroValue.Of(type);
        }

        return value.Kind == type.Kind
            ? value
            : throw new TemplateFunctionException($"json: cannot unmarshal {other} into Go value of type {type}");
    }

    private static Value FromJson(ByteString text)
    {
        try
        {
            using var document = JsonDocument.Parse(text.Memory);
            return FromJson(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new TemplateFunctionException("unexpected end of JSON input");
        }
    }

    private static Value FromJson(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new GoMap(GoType.AnyMap);
                foreach (var property in element.EnumerateObject())
                {
                    map.Set(ByteString.FromString(property.Name), FromJson(property.Value));
                }

                return Value.FromMap(map);
            case JsonValueKind.Array:
                var slice = GoSlice.Over(GoType.AnySlice, []);
                foreach (var item in element.EnumerateArray())
                {
                    slice = slice.Append(FromJson(item));
                }

                return Value.FromSlice(slice);
            case JsonValueKind.String:
                return Value.FromString(element.GetString()!);
            case JsonValueKind.Number:
                return Value.FromFloat(element.GetDouble());
            case JsonValueKind.Null:
                return Value.Nil;
            default:
                return Value.FromBool(element.GetBoolean());
        }
    }
}

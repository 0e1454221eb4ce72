using System.Numerics;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Support;

/// <summary>The values that recorded rows speak of by name: each was the same value in the Go program that answered the row.</summary>
internal static class Samples
{
    private const string Names =
        "int 42|int -7|int 0|int 34|int 1114112|int min|uint8 200|uint64 max|int8 -1|int32 snowman|float 1.5|float 2.5|"
        + "float -0|float 0|float 1e21|float 1e-7|float 100000|float 123456789|NaN|+Inf|-Inf|complex 1-2i|complex NaN+Inf|true|"
        + "false|hello|empty|quote|snowman|control|backquoted|nil|bytes|no bytes|nil bytes|ints|strings|floats|bools|list|nested|"
        + "nil list|empty list|map|empty map|nil map|string map|pair|pairs|level|levels|inner|full inner|month|weekday|duration|"
        + "time";

    public static GoType Pair { get; } = GoType.Struct("main.Pair", [new("Key", GoType.String), new("Value", GoType.String)]);

    public static GoType Inner { get; } = GoType.Struct(
        "main.Inner", [new("N", GoType.Int), new("Any", GoType.Any), new("List", GoType.StringSlice)]);

    public static GoType Level { get; } = GoType.Named(
        "main.Level",
        GoType.Int,
        () => [new GoMethod("String", [], GoType.String, static (_, receiver, _) => Value.FromString("L" + receiver.AsInt()))],
        static value => ByteString.FromString("L" + value.AsInt()));

    /// <summary>All samples as fields of the dot, their names written as identifiers: <c>int_42</c>, <c>int_m7</c>, <c>pInf</c>.</summary>
    public static Value Dot => Rendering.Map([.. Names.Split('|').Select(name
        => (name.Replace(' ', '_').Replace('-', 'm').Replace('+', 'p'), Of(name)))]);

    /// <summary>A value by its name.</summary>
    public static Value Of(string name) => name switch
    {
        "int 42" => Value.FromInt(42),
        "int -7" => Value.FromInt(-7),
        "int 0" => Value.FromInt(0),
        "int 34" => Value.FromInt(34),
        "int 1114112" => Value.FromInt(1114112),
        "int min" => Value.FromInteger(GoType.Int64, long.MinValue),
        "uint8 200" => Value.FromInteger(GoType.Uint8, 200),
        "uint64 max" => Value.FromInteger(GoType.Uint64, -1),
        "int8 -1" => Value.FromInteger(GoType.Int8, -1),
        "int32 snowman" => Value.FromInteger(GoType.Int32, 0x2603),
        "float 1.5" => Value.FromFloat(1.5),
        "float 2.5" => Value.FromFloat(2.5),
        "float -0" => Value.FromFloat(-0.0),
        "float 0" => Value.FromFloat(0),
        "float 1e21" => Value.FromFloat(1e21),
        "float 1e-7" => Value.FromFloat(1e-7),
        "float 100000" => Value.FromFloat(100000),
        "float 123456789" => Value.FromFloat(123456789),
        "NaN" => Value.FromFloat(double.NaN),
        "+Inf" => Value.FromFloat(double.PositiveInfinity),
        "-Inf" => Value.FromFloat(double.NegativeInfinity),
        "complex 1-2i" => Value.FromComplex(new Complex(1, -2)),
        "complex NaN+Inf" => Value.FromComplex(new Complex(double.NaN, double.PositiveInfinity)),
        "true" => Value.FromBool(true),
        "false" => Value.FromBool(false),
        "hello" => Value.FromString("hello"),
        "empty" => Value.FromString(""),
        "quote" => Value.FromString("a\"b\\`"),
        "snowman" => Value.FromString("x☃y"),
        "control" => Value.FromString("a\tb\0c"),
        "backquoted" => Value.FromString("a`b"),
        "nil" => Value.Nil,
        _ => Composite(name),
    };

    /// <summary>Values by names with bars between; none for the empty text.</summary>
    public static Value[] All(string names) => names.Length == 0 ? [] : [.. names.Split('|').Select(Of)];

    private static Value Composite(string name) => name switch
    {
        "bytes" => Value.FromSlice(GoSlice.OfBytes("hi!"u8)),
        "no bytes" => Value.FromSlice(GoSlice.OfBytes([])),
        "nil bytes" => Value.FromSlice(GoSlice.NilOf(GoType.ByteSlice)),
        "ints" => Slice(GoType.IntSlice, Value.FromInt(1), Value.FromInt(-2), Value.FromInt(300)),
        "strings" => Slice(GoType.StringSlice, Value.FromString("a"), Value.FromString("b c")),
        "floats" => Slice(GoType.SliceOf(GoType.Float64), Value.FromFloat(0.5), Value.FromFloat(2)),
        "bools" => Slice(GoType.SliceOf(GoType.Bool), Value.FromBool(true), Value.FromBool(false)),
        "list" => List(Value.FromInt(1), Value.FromString("x"), Value.Nil, Value.FromFloat(2.5), Value.FromBool(true)),
        "nested" => List(List(Value.FromInt(1), List()), Rendering.Map(("k", Value.Nil))),
        "nil list" => Value.FromSlice(GoSlice.NilOf(GoType.AnySlice)),
        "empty list" => List(),
        "map" => Rendering.Map(("b", Value.FromInt(1)), ("a", Value.FromString("x"))),
        "empty map" => Rendering.Map(),
        "nil map" => Value.FromMap(GoMap.NilOf(GoType.AnyMap)),
        "string map" => StringMap("k", "v"),
        "pair" => NewPair("/k", "v"),
        "pairs" => Slice(GoType.SliceOf(Pair), NewPair("a", "1"), NewPair("b", "2")),
        "level" => Value.FromInteger(Level, 3),
        "levels" => Slice(GoType.SliceOf(Level), Value.FromInteger(Level, 1), Value.FromInteger(Level, 2)),
        "inner" => NewInner(7, Value.Nil, GoSlice.NilOf(GoType.StringSlice)),
        "full inner" => NewInner(-1, Value.FromFloat(2.5), GoSlice.OfStrings([ByteString.FromString("q")])),
        "month" => Value.FromInteger(TimeTypes.Month, 3),
        "weekday" => Value.FromInteger(TimeTypes.Weekday, 9),
        "duration" => TimeTypes.ToValue(new GoDuration(90_000_000_000)),
        "time" => TimeTypes.ToValue(GoTime.FromDate(2024, 2, 29, 13, 4, 5, 67_890_000, Location.Utc), Location.Utc),
        _ => throw new ArgumentException($"there is no sample called {name}", nameof(name)),
    };

    private static Value Slice(GoType type, params Value[] elements) => Value.FromSlice(GoSlice.Over(type, elements));

    private static Value List(params Value[] elements) => Slice(GoType.AnySlice, elements);

    private static Value NewPair(string key, string value)
        => Value.FromObject(new GoStruct(Pair, Value.FromString(key), Value.FromString(value)));

    private static Value NewInner(long number, Value any, GoSlice list)
        => Value.FromObject(new GoStruct(Inner, Value.FromInt(number), any, Value.FromSlice(list)));

    private static Value StringMap(string key, string value)
    {
        var map = new GoMap(GoType.MapOf(GoType.String));
        map.Set(ByteString.FromString(key), Value.FromString(value));
        return Value.FromMap(map);
    }
}

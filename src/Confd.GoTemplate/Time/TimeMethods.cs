using System.Buffers;
using System.Collections.Immutable;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Time;

/// <summary>The methods of <c>time.Time</c>. Those of the pointer, such as <c>UnmarshalText</c>, cannot be called in templates.</summary>
internal static class TimeMethods
{
    public static IEnumerable<GoMethod> All() => [.. Parts(), .. Comparisons(), .. Arithmetic(), .. Texts(), .. NotCallable()];

    private static IEnumerable<GoMethod> Parts() =>
    [
        Int("Year", time => time.Year),
        Int("Day", time => time.Day),
        Int("YearDay", time => time.YearDay),
        Int("Hour", time => time.Hour),
        Int("Minute", time => time.Minute),
        Int("Second", time => time.Second),
        Int("Nanosecond", time => time.Nanosecond),
        Typed("Month", TimeTypes.Month, time => time.Month.Number),
        Typed("Weekday", TimeTypes.Weekday, time => time.Weekday.Number),
        Typed("Unix", GoType.Int64, time => time.UnixSeconds),
        Typed("UnixMilli", GoType.Int64, time => time.UnixMilliseconds),
        Typed("UnixMicro", GoType.Int64, time => time.UnixMicroseconds),
        Typed("UnixNano", GoType.Int64, time => time.UnixNanoseconds),
        new("Location", [], TimeTypes.LocationPointer, (_, receiver, _) => Value.FromObject(new LocationObject(Of(receiver).Location))),
    ];

    private static IEnumerable<GoMethod> Comparisons() =>
    [
        Bool("IsZero", time => time.IsZero),
        Bool("IsDST", time => time.IsDaylight),
        Comparing("Before", order => order < 0),
        Comparing("After", order => order > 0),
        Comparing("Equal", order => order == 0),
        new("Compare", [TimeTypes.Time], GoType.Int, (_, receiver, arguments) => Value.FromInt(Of(receiver).Compare(Of(arguments[0])))),
    ];

    private static IEnumerable<GoMethod> Arithmetic() =>
    [
        Moving("Add", [TimeTypes.Duration], (time, arguments) => time.Add(Duration(arguments[0]))),
        Moving("AddDate", [GoType.Int, GoType.Int, GoType.Int], (time, arguments) =>
            time.AddDate(arguments[0].AsInt(), arguments[1].AsInt(), arguments[2].AsInt())),
        Moving("Truncate", [TimeTypes.Duration], (time, arguments) => time.Truncate(Duration(arguments[0]))),
        Moving("Round", [TimeTypes.Duration], (time, arguments) => time.Round(Duration(arguments[0]))),
        Moving("UTC", [], (time, _) => time.In(Location.Utc)),
        Moving("In", [TimeTypes.LocationPointer], (time, arguments) => time.In(LocationOf(arguments[0]))),
        new("Local", [], TimeTypes.Time, (_, receiver, _) =>
        {
            var time = (TimeObject)receiver.AsObject();
            return TimeTypes.ToValue(time.Time.In(time.Local), time.Local);
        }),
        new("Sub", [TimeTypes.Time], TimeTypes.Duration, (_, receiver, arguments) => TimeTypes.ToValue(
            Of(receiver).Subtract(Of(arguments[0])))),
    ];

    private static IEnumerable<GoMethod> Texts() =>
    [
        TimeTypes.StringMethod(value => ByteString.FromString(Of(value).ToString())),
        new("GoString", [], GoType.String, (_, receiver, _) => Value.FromString(TimeTypes.GoSyntaxOf(Of(receiver)))),
        new("Format", [GoType.String], GoType.String, (_, receiver, arguments) => Value.FromString(Format(receiver, arguments[0]))),
        new("AppendFormat", [GoType.ByteSlice, GoType.String], GoType.ByteSlice, (_, receiver, arguments) =>
            Append(arguments[0], Format(receiver, arguments[1]).Span)),
        Encoding("MarshalJSON", time => Quoted(Rfc3339(time, "MarshalJSON"))),
        Encoding("MarshalText", time => Rfc3339(time, "MarshalText")),
        Encoding("MarshalBinary", Binary),
        Encoding("GobEncode", Binary),
        Appending("AppendText", time => Rfc3339(time, "AppendText")),
        Appending("AppendBinary", Binary),
    ];

    // Templates cannot use their result lists; the interpreter reports that before a body would run.
    private static IEnumerable<GoMethod> NotCallable() =>
    [
        WithResults("Date", [GoType.Int, TimeTypes.Month, GoType.Int]),
        WithResults("Clock", [GoType.Int, GoType.Int, GoType.Int]),
        WithResults("ISOWeek", [GoType.Int, GoType.Int]),
        WithResults("Zone", [GoType.String, GoType.Int]),
        WithResults("ZoneBounds", [TimeTypes.Time, TimeTypes.Time]),
    ];

    private static GoMethod Int(string name, Func<GoTime, long> body) => Typed(name, GoType.Int, body);

    private static GoMethod Typed(string name, GoType type, Func<GoTime, long> body) =>
        new(name, [], type, (_, receiver, _) => Value.FromInteger(type, body(Of(receiver))));

    private static GoMethod Bool(string name, Func<GoTime, bool> body) =>
        new(name, [], GoType.Bool, (_, receiver, _) => Value.FromBool(body(Of(receiver))));

    private static GoMethod Comparing(string name, Func<int, bool> holds) =>
        new(name, [TimeTypes.Time], GoType.Bool, (_, receiver, arguments) => Value.FromBool(holds(Of(receiver).Compare(Of(arguments[0])))));

    private static GoMethod Moving(string name, ImmutableArray<GoType> parameters, TimeMove move) =>
        new(name, parameters, TimeTypes.Time, (_, receiver, arguments) =>
            TimeTypes.ToValue(move(Of(receiver), arguments), ((TimeObject)receiver.AsObject()).Local));

    private static GoMethod Encoding(string name, Func<GoTime, byte[]> body) =>
        new(name, [], [GoType.ByteSlice, GoType.Error], (_, receiver, _) => Value.FromSlice(GoSlice.OfBytes(body(Of(receiver)))));

    private static GoMethod Appending(string name, Func<GoTime, byte[]> body) =>
        new(name, [GoType.ByteSlice], [GoType.ByteSlice, GoType.Error], (_, receiver, arguments) => Append(
            arguments[0], body(Of(receiver))));

    private static GoMethod WithResults(string name, ImmutableArray<GoType> results) =>
        new(name, [], results, (_, _, _) => throw new TemplateFunctionException($"{name} has more than one result"));

    private static Value Append(Value target, ReadOnlySpan<byte> bytes)
    {
        var slice = target.IsNilOrInvalid ? GoSlice.NilOf(GoType.ByteSlice) : target.AsSlice();
        return Value.FromSlice(slice.Append(GoSlice.OfBytes(bytes).Span));
    }

    private static ByteString Format(Value receiver, Value layout)
    {
        var output = new ArrayBufferWriter<byte>();
        Of(receiver).Format(output, layout.AsString().Span);
        return new ByteString(output.WrittenMemory);
    }

    private static byte[] Rfc3339(GoTime time, string method) => time.TryFormatRfc3339(out var text) is { } reason
        ? throw new TemplateFunctionException($"Time.{method}: {reason}")
        : System.Text.Encoding.ASCII.GetBytes(text!);

    private static byte[] Quoted(byte[] text) => [(byte)'"', .. text, (byte)'"'];

    private static byte[] Binary(GoTime time) => time.TryFormatBinary(out var bytes) is { } reason
        ? throw new TemplateFunctionException($"Time.MarshalBinary: {reason}")
        : bytes!;

    private static GoTime Of(Value value) => ((TimeObject)value.AsObject()).Time;

    private static GoDuration Duration(Value value) => new(value.AsInt());

    private static Location LocationOf(Value value) =>
        value.IsNilOrInvalid || value.AsObject() is not LocationObject { Location: { } location }
        ? throw new TemplateFunctionException("time: missing Location in call to Time.In")
        : location;

    private delegate GoTime TimeMove(GoTime time, ReadOnlySpan<Value> arguments);
}

using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Time;

/// <summary>The Go types around <c>time.Time</c>, with the methods templates can call.</summary>
public static class TimeTypes
{
    /// <summary><c>time.Duration</c>.</summary>
    public static GoType Duration { get; } = GoType.Named(
        "time.Duration", GoType.Int64, DurationMethods.All, value => Text(new GoDuration(value.AsInt())));

    /// <summary><c>time.Month</c>.</summary>
    public static GoType Month { get; } = GoType.Named(
        "time.Month", GoType.Int, () =>
            [StringMethod(value => Text(new GoMonth(value.AsInt())))], value => Text(new GoMonth(value.AsInt())));

    /// <summary><c>time.Weekday</c>.</summary>
    public static GoType Weekday { get; } = GoType.Named(
        "time.Weekday", GoType.Int, () =>
            [StringMethod(value => Text(new GoWeekday(value.AsInt())))], value => Text(new GoWeekday(value.AsInt())));

    /// <summary><c>*time.Location</c>.</summary>
    public static GoType LocationPointer { get; } = GoType.PointerTo(
        GoType.Struct(
            "time.Location",
            [
                new GoField("name", GoType.String),
                new GoField("zone", GoType.SliceOf(GoType.Struct("time.zone", []))),
                new GoField("tx", GoType.SliceOf(GoType.Struct("time.zoneTrans", []))),
                new GoField("extend", GoType.String),
                new GoField("cacheStart", GoType.Int64),
                new GoField("cacheEnd", GoType.Int64),
                new GoField("cacheZone", GoType.PointerTo(GoType.Struct("time.zone", []))),
            ]),
        () => [StringMethod(NameOf)],
        NameOf);

    /// <summary><c>time.Time</c>.</summary>
    public static GoType Time { get; } = GoType.Struct(
        "time.Time",
        [new GoField("wall", GoType.Uint64), new GoField("ext", GoType.Int64), new GoField("loc", LocationPointer)],
        TimeMethods.All,
        value => Text(TimeOf(value)),
        value => ByteString.FromString(GoSyntaxOf(TimeOf(value))));

    /// <summary>A time as a template value.</summary>
    /// <param name="time">The time.</param>
    /// <param name="local">The zone of its method <c>Local</c>.</param>
    public static Value ToValue(GoTime time, Location local) => Value.FromObject(new TimeObject(time, local));

    /// <summary>A duration as a template value.</summary>
    public static Value ToValue(GoDuration duration) => Value.FromInteger(Duration, duration.Nanoseconds);

    internal static string GoSyntaxOf(GoTime time) => time.ToGoSyntax(name => GoFormat.Quote(name));

    internal static GoMethod StringMethod(Func<Value, ByteString> text) =>
        new("String", [], GoType.String, (_, receiver, _) => Value.FromString(text(receiver)));

    private static GoTime TimeOf(Value value) => ((TimeObject)value.AsObject()).Time;

    private static ByteString NameOf(Value value) =>
        ByteString.FromString((((LocationObject)value.AsObject()).Location ?? Location.Utc).Name);

    private static ByteString Text<T>(T value)
        where T : struct
        => ByteString.FromString(value.ToString()!);
}

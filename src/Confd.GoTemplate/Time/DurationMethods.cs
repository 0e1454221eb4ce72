using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Time;

/// <summary>The methods of <c>time.Duration</c>.</summary>
internal static class DurationMethods
{
    public static IEnumerable<GoMethod> All() =>
    [
        Duration("Abs", duration => duration.Abs()),
        Float("Hours", duration => duration.Hours),
        Float("Minutes", duration => duration.Minutes),
        Float("Seconds", duration => duration.Seconds),
        Integer("Milliseconds", duration => duration.Milliseconds),
        Integer("Microseconds", duration => duration.Microseconds),
        Integer("Nanoseconds", duration => duration.Nanoseconds),
        Rounding("Round", (duration, unit) => duration.Round(unit)),
        Rounding("Truncate", (duration, unit) => duration.Truncate(unit)),
        TimeTypes.StringMethod(value => ByteString.FromString(new GoDuration(value.AsInt()).ToString())),
    ];

    private static GoMethod Duration(string name, Func<GoDuration, GoDuration> body) =>
        new(name, [], TimeTypes.Duration, (_, receiver, _) => TimeTypes.ToValue(body(Of(receiver))));

    private static GoMethod Float(string name, Func<GoDuration, double> body) =>
        new(name, [], GoType.Float64, (_, receiver, _) => Value.FromFloat(body(Of(receiver))));

    private static GoMethod Integer(string name, Func<GoDuration, long> body) =>
        new(name, [], GoType.Int64, (_, receiver, _) => Value.FromInteger(GoType.Int64, body(Of(receiver))));

    private static GoMethod Rounding(string name, Func<GoDuration, GoDuration, GoDuration> body) =>
        new(name, [TimeTypes.Duration], TimeTypes.Duration, (_, receiver, arguments) => TimeTypes.ToValue(
            body(Of(receiver), Of(arguments[0]))));

    private static GoDuration Of(Value value) => new(value.AsInt());
}

using System.Buffers;
using System.Globalization;
using Confd.Engine.Documents;
using Confd.GoTemplate;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Dates by Go's layouts, and durations.</summary>
internal static class SprigDates
{
    private const string DayLayout = "2006-01-02";

    private static readonly GoDuration OneSecond = new(GoDuration.NanosecondsPerSecond);

    public static IEnumerable<GoFunction> All => [.. Formats, .. Times, .. Durations];

    private static IEnumerable<GoFunction> Formats =>
    [
        GoFunction.Create("date", [GoType.String, GoType.Any], GoType.String, (context, arguments) =>
            Format(context, arguments[0].AsString(), arguments[1], "Local")),
        GoFunction.Create("dateInZone", [GoType.String, GoType.Any, GoType.String], GoType.String, InZone),
        GoFunction.Create("date_in_zone", [GoType.String, GoType.Any, GoType.String], GoType.String, InZone),
        GoFunction.Create("htmlDate", [GoType.Any], GoType.String, (context, arguments) =>
            Format(context, ByteString.FromString(DayLayout), arguments[0], "Local")),
        GoFunction.Create("htmlDateInZone", [GoType.Any, GoType.String], GoType.String, (context, arguments) =>
            Format(context, ByteString.FromString(DayLayout), arguments[0], arguments[1].AsString().ToString())),
    ];

    private static IEnumerable<GoFunction> Times =>
    [
        GoFunction.Create("now", [], TimeTypes.Time, (context, _) => ToValue(context, Now(context))),
        GoFunction.Create("toDate", [GoType.String, GoType.String], TimeTypes.Time, (context, arguments) =>
        {
            Read(context, arguments, out var time);
            return ToValue(context, time);
        }),
        GoFunction.Create("mustToDate", [GoType.String, GoType.String], TimeTypes.Time, (context, arguments) =>
            Read(context, arguments, out var time) is { } problem
                ? throw new TemplateFunctionException(problem) : ToValue(context, time)),
        GoFunction.Create("unixEpoch", [TimeTypes.Time], GoType.String, (_, arguments) =>
            Value.FromString(TimeOf(arguments[0]).UnixSeconds.ToString(CultureInfo.InvariantCulture))),
        Moving("dateModify", isStrict: false),
        Moving("date_modify", isStrict: false),
        Moving("mustDateModify", isStrict: true),
        Moving("must_date_modify", isStrict: true),
    ];

    private static IEnumerable<GoFunction> Durations =>
    [
        GoFunction.Create("ago", [GoType.Any], GoType.String, (context, arguments) => Value.FromString(
            Now(context).Subtract(Instant(context, arguments[0], isAgo: true)).Round(OneSecond).ToString())),
        GoFunction.Create("duration", [GoType.Any], GoType.String, (_, arguments) => Value.FromString(
            new GoDuration(unchecked(SecondsOf(arguments[0]) * GoDuration.NanosecondsPerSecond)).ToString())),
        GoFunction.Create("durationRound", [GoType.Any], GoType.String, (context, arguments) =>
            Value.FromString(RoundToUnit(DurationOf(context, arguments[0])))),
    ];

    private static GoFunction Moving(string name, bool isStrict) =>
        GoFunction.Create(name, [GoType.String, TimeTypes.Time], TimeTypes.Time, (context, arguments) =>
        {
            if (DurationText.TryParseExactly(arguments[0].AsString().ToString(), out var duration, out var problem))
            {
                return ToValue(context, TimeOf(arguments[1]).Add(duration));
            }

            return isStrict
                ? throw new TemplateFunctionException(
                    new ErrorText(problem, $"time: invalid duration {ErrorText.Quoted(arguments[0].AsString()).Redacted}"))
                : arguments[1];
        });

    private static Value InZone(RenderContext context, ReadOnlySpan<Value> arguments) =>
        Format(context, arguments[0].AsString(), arguments[1], arguments[2].AsString().ToString());

    private static Value Format(RenderContext context, ByteString layout, Value date, string zone)
    {
        var output = new ArrayBufferWriter<byte>();
        var services = context.GetState<RenderRun>().Services;
        Instant(context, date).In(services.ZoneOf(zone)).Format(output, layout.Span);
        return Value.FromString(new ByteString(output.WrittenMemory));
    }

    private static ErrorText? Read(RenderContext context, ReadOnlySpan<Value> arguments, out GoTime time) => GoTime.TryParse(
        arguments[0].AsString().Span, arguments[1].AsString().Span, context.GetState<RenderRun>().Services.LocalZone, out time);

    // A number is seconds since 1970; any other value that is not a time means now.
    private static GoTime Instant(RenderContext context, Value date, bool isAgo = false) => date.Kind switch
    {
        GoKind.Struct when date.AsObject() is TimeObject time => time.Time,
        GoKind.Int or GoKind.Int64 when IsPlain(date) => FromSeconds(context, date.AsInt()),
        GoKind.Int32 when !isAgo && IsPlain(date) => FromSeconds(context, date.AsInt()),
        _ => Now(context),
    };

    private static bool IsPlain(Value number) => !number.Type.Name.Contains('.', StringComparison.Ordinal);

    private static GoTime FromSeconds(RenderContext context, long seconds) =>
        GoTime.FromUnix(seconds, 0, context.GetState<RenderRun>().Services.LocalZone);

    private static GoTime Now(RenderContext context)
    {
        var services = context.GetState<RenderRun>().Services;
        return GoTime.Now(services.Clock, services.LocalZone, services.Clock.GetElapsedTime(services.StartTimestamp));
    }

    private static Value ToValue(RenderContext context, GoTime time) =>
        TimeTypes.ToValue(time, context.GetState<RenderRun>().Services.LocalZone);

    private static GoTime TimeOf(Value value) => ((TimeObject)value.AsObject()).Time;

    private static long SecondsOf(Value value) => value.Kind switch
    {
        GoKind.String => SprigMath.ReadDecimal(value.AsString()),
        GoKind.Int64 when ReferenceEquals(value.Type, GoType.Int64) => value.AsInt(),
        _ => 0,
    };

    private static GoDuration DurationOf(RenderContext context, Value value) => value.Kind switch
    {
        GoKind.String => DurationText.TryParseExactly(value.AsString().ToString(), out var duration, out _) ? duration : default,
        GoKind.Int64 when ReferenceEquals(value.Type, GoType.Int64) => new GoDuration(value.AsInt()),
        GoKind.Struct when value.AsObject() is TimeObject time => Now(context).Subtract(time.Time),
        _ => default,
    };

    // The largest unit that is shorter than the duration: an hour is 60m.
    private static string RoundToUnit(GoDuration duration)
    {
        const ulong Second = (ulong)GoDuration.NanosecondsPerSecond;
        ReadOnlySpan<(ulong Length, string Name)> units =
        [
            (Second * 86_400 * 365, "y"), (Second * 86_400 * 30, "mo"), (Second * 86_400, "d"), (Second * 3_600, "h"), (Second * 60, "m"),
            (Second, "s"),
        ];
        var length = duration.Nanoseconds < 0 ? unchecked((ulong)-duration.Nanoseconds) : (ulong)duration.Nanoseconds;
        foreach (var (unit, name) in units)
        {
            if (length > unit)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{length / unit}{name}");
            }
        }

        return "0s";
    }
}

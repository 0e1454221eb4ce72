using System.Net;
using Confd.Engine.Posix;
using Confd.GoTemplate;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Properties of the machine: variables, files, its name, the time.</summary>
internal static class SystemFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.CreateVariadic(
            "getenv", [GoType.String, GoType.String], GoType.String, (context, arguments) => GetVariable(context, arguments)),
        GoFunction.Create("hostname", [], GoType.String, (_, _) => Value.FromString(Dns.GetHostName())),
        GoFunction.Create(
            "fileExists",
            [GoType.String],
            GoType.Bool,
            (_, arguments) => Value.FromBool(UnixFile.Exists(arguments[0].AsString().ToString()))),
        GoFunction.Create("datetime", [], TimeTypes.Time, (context, _) => Now(context)),
    ];

    // An empty variable counts as absent.
    private static Value GetVariable(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        if (context.GetState<RenderRun>().Services.FindVariable(arguments[0].AsString()) is { Length: > 0 } value)
        {
            return Value.FromString(value);
        }

        return arguments.Length > 1 ? arguments[1] : Value.FromString(ByteString.Empty);
    }

    private static Value Now(RenderContext context)
    {
        var services = context.GetState<RenderRun>().Services;
        var now = GoTime.Now(services.Clock, services.LocalZone, services.Clock.GetElapsedTime(services.StartTimestamp));
        return TimeTypes.ToValue(now, services.LocalZone);
    }
}

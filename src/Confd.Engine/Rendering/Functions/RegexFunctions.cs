using Confd.Engine.Rendering.RegularExpressions;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Rendering.Functions;

/// <summary>Regular expressions in RE2 syntax, in linear time.</summary>
internal static class RegexFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("regexMatch", [GoType.String, GoType.String], GoType.Bool, (context, arguments) =>
            Value.FromBool(PatternOf(context, arguments).IsMatch(arguments[1].AsString(), context.CancellationToken))),
        GoFunction.Create("regexFind", [GoType.String, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(PatternOf(context, arguments).Find(arguments[1].AsString(), context.CancellationToken))),
        GoFunction.Create("regexReplaceAll", [GoType.String, GoType.String, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(PatternOf(context, arguments).ReplaceAll(
                arguments[1].AsString(), arguments[2].AsString(), context.Options.MaxOutputBytes, context.CancellationToken))),
    ];

    private static GoRegex PatternOf(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var run = context.GetState<RenderRun>();
        var pattern = arguments[0].AsString();
        try
        {
            return run.Services.Regexes.Get(pattern);
        }
        catch (RegexSyntaxException exception)
        {
            throw new TemplateFunctionException(run.Names.IsConstant(pattern) ? exception.Text.Full : exception.Text, exception);
        }
    }
}

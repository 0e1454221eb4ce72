using Confd.GoRegex;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Regular expressions in RE2 syntax, in linear time.</summary>
internal static class RegexFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("regexMatch", [GoType.String, GoType.String], GoType.Bool, (context, arguments) =>
            Value.FromBool(PatternOf(context, arguments).IsMatch(arguments[1].AsString().Span, context.CancellationToken))),
        GoFunction.Create("regexFind", [GoType.String, GoType.String], GoType.String, Find),
        GoFunction.Create("regexReplaceAll", [GoType.String, GoType.String, GoType.String], GoType.String, ReplaceAll),
        GoFunction.Create("filter", [GoType.String, GoType.Any], GoType.AnySlice, Filter),
    ];

    private static Value Find(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[1].AsString();
        PatternOf(context, arguments).TryFind(text.Span, out var match, context.CancellationToken);
        return Value.FromString(new ByteString(text.Memory[match]));
    }

    private static Value ReplaceAll(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var pattern = PatternOf(context, arguments);
        try
        {
            return Value.FromString(new ByteString(pattern.ReplaceAll(
                arguments[1].AsString().Memory, arguments[2].AsString().Span, context.Options.MaxOutputBytes, context.CancellationToken)));
        }
        catch (RegexOutputTooLargeException exception)
        {
            throw new TemplateFunctionException(exception.Message, exception);
        }
    }

    // As forks of confd have it: of texts and of pairs, by their values; other elements are left out.
    private static Value Filter(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        if (arguments[1].Kind != GoKind.Slice)
        {
            throw new TemplateFunctionException("filter only support slice or array.");
        }

        var pattern = PatternOf(context, arguments);
        var kept = new List<Value>();
        foreach (var element in arguments[1].AsSlice().Span)
        {
            var text = element.Kind == GoKind.String ? element.AsString()
                : KeyPairType.Pair.IsIdenticalTo(element.Type) ? KeyPairType.ValueOf(element)
                : (ByteString?)null;
            if (text is { } known && pattern.IsMatch(known.Span, context.CancellationToken))
            {
                kept.Add(element);
            }
        }

        return Value.FromSlice(GoSlice.Over(GoType.AnySlice, [.. kept]));
    }

    private static Regexp PatternOf(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var run = context.GetState<RenderRun>();
        var pattern = arguments[0].AsString();
        try
        {
            return run.Services.Regexes.Get(pattern);
        }
        catch (RegexSyntaxException exception)
        {
            throw new TemplateFunctionException(run.Names.IsConstant(pattern) ? exception.Message : TextOf(exception), exception);
        }
    }

    // A pattern that is not written in the template may be a value.
    private static ErrorText TextOf(RegexSyntaxException exception) => new(
        exception.Message, $"error parsing regexp: {exception.Reason}: {ErrorText.Plain(ByteString.FromString(exception.Part)).Redacted}");
}

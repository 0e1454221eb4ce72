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
        GoFunction.Create("regexFind", [GoType.String, GoType.String], GoType.String, (context, arguments) =>
            Find(context, PatternOf(context, arguments), arguments[1].AsString())),
        GoFunction.Create("regexReplaceAll", [GoType.String, GoType.String, GoType.String], GoType.String, ReplaceAll),
        GoFunction.Create("filter", [GoType.String, GoType.Any], GoType.AnySlice, Filter),
    ];

    /// <summary>The leftmost match; an empty text where there is none.</summary>
    public static Value Find(RenderContext context, Regexp pattern, ByteString text)
    {
        pattern.TryFind(text.Span, out var match, context.CancellationToken);
        return Value.FromString(new ByteString(text.Memory[match]));
    }

    /// <summary>Returns the result of <paramref name="replace"/>; its limit's exception becomes that of a function.</summary>
    /// <exception cref="TemplateFunctionException">The result is too large.</exception>
    public static Value Replaced(Func<ReadOnlyMemory<byte>> replace)
    {
        try
        {
            return Value.FromString(new ByteString(replace()));
        }
        catch (RegexOutputTooLargeException exception)
        {
            throw new TemplateFunctionException(exception.Message, exception);
        }
    }

    /// <summary>A compiled pattern.</summary>
    /// <param name="context">The run.</param>
    /// <param name="pattern">In RE2 syntax; it may be a value, unless it is written in the template.</param>
    /// <param name="describe">The message for an invalid one.</param>
    /// <exception cref="TemplateFunctionException">It is not a valid pattern.</exception>
    public static Regexp PatternOf(RenderContext context, ByteString pattern, Func<ByteString, RegexSyntaxException, string> describe)
    {
        var run = context.GetState<RenderRun>();
        try
        {
            return run.Services.Regexes.Get(pattern, context.CancellationToken);
        }
        catch (RegexSyntaxException exception)
        {
            var full = describe(pattern, exception);
            var part = ErrorText.Plain(ByteString.FromString(exception.Part)).Redacted;
            throw new TemplateFunctionException(
                run.Names.IsConstant(pattern) ? full : new ErrorText(full, $"error parsing regexp: {exception.Reason}: {part}"), exception);
        }
    }

    private static Value ReplaceAll(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var (pattern, text, with) = (PatternOf(context, arguments), arguments[1].AsString(), arguments[2].AsString());
        return Replaced(() => pattern.ReplaceAll(text.Memory, with.Span, context.Options.MaxOutputBytes, context.CancellationToken));
    }

    // As in forks of confd: filters texts and pairs, by their values; other elements are left out.
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

    private static Regexp PatternOf(RenderContext context, ReadOnlySpan<Value> arguments) =>
        PatternOf(context, arguments[0].AsString(), static (_, exception) => exception.Message);
}

using Confd.Engine.Templates.Functions;
using Confd.GoRegex;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Regular expressions in RE2 syntax. The plain functions report an invalid pattern as Go's <c>MustCompile</c> does, those with
/// <c>must</c> as <c>Compile</c> does.</summary>
internal static class SprigRegex
{
    public static IEnumerable<GoFunction> All => [.. Functions(""), .. Functions("must"), Quoting];

    private static GoFunction Quoting => GoFunction.Create("regexQuoteMeta", [GoType.String], GoType.String, (_, arguments) =>
        Value.FromString(new ByteString(Regexp.Escape(arguments[0].AsString().Span))));

    private static IEnumerable<GoFunction> Functions(string must)
    {
        var isPlain = must.Length == 0;
        var prefix = isPlain ? "regex" : "mustRegex";
        return
        [
            GoFunction.Create(prefix + "Match", [GoType.String, GoType.String], GoType.Bool, (context, arguments) =>
                Value.FromBool(IsMatch(context, arguments, isPlain))),
            GoFunction.Create(prefix + "Find", [GoType.String, GoType.String], GoType.String, (context, arguments) =>
                RegexFunctions.Find(context, PatternOf(context, arguments, isPlain), arguments[1].AsString())),
            GoFunction.Create(prefix + "FindAll", [GoType.String, GoType.String, GoType.Int], GoType.StringSlice, (context, arguments) =>
                FindAll(context, arguments, isPlain)),
            GoFunction.Create(prefix + "Split", [GoType.String, GoType.String, GoType.Int], GoType.StringSlice, (context, arguments) =>
                Split(context, arguments, isPlain)),
            Replacing(prefix + "ReplaceAll", isPlain, static (pattern, context, text, with) =>
                pattern.ReplaceAll(text.Memory, with.Span, context.Options.MaxOutputBytes, context.CancellationToken)),
            Replacing(prefix + "ReplaceAllLiteral", isPlain, static (pattern, context, text, with) =>
                pattern.ReplaceAllLiteral(text.Memory, with.Span, context.Options.MaxOutputBytes, context.CancellationToken)),
        ];
    }

    private static GoFunction Replacing(
        string name, bool isPlain, Func<Regexp, RenderContext, ByteString, ByteString, ReadOnlyMemory<byte>> replace) =>
        GoFunction.Create(name, [GoType.String, GoType.String, GoType.String], GoType.String, (context, arguments) =>
        {
            var (pattern, text, with) = (PatternOf(context, arguments, isPlain), arguments[1].AsString(), arguments[2].AsString());
            return RegexFunctions.Replaced(() => replace(pattern, context, text, with));
        });

    // The plain function treats an invalid pattern as one that does not match.
    private static bool IsMatch(RenderContext context, ReadOnlySpan<Value> arguments, bool isPlain)
    {
        try
        {
            return PatternOf(context, arguments, isPlain).IsMatch(arguments[1].AsString().Span, context.CancellationToken);
        }
        catch (TemplateFunctionException) when (isPlain)
        {
            return false;
        }
    }

    private static Value FindAll(RenderContext context, ReadOnlySpan<Value> arguments, bool isPlain)
    {
        var text = arguments[1].AsString();
        var found = Matches(context, PatternOf(context, arguments, isPlain), text, arguments[2].AsInt());
        return Value.FromSlice(found.Count == 0
            ? GoSlice.NilOf(GoType.StringSlice)
            : GoSlice.FromAppended(GoType.StringSlice, [.. found.Select(match => Value.FromString(new ByteString(text.Memory[match])))]));
    }

    // One more than the limit for lists, if there are more: enough to detect that.
    private static IReadOnlyList<Range> Matches(RenderContext context, Regexp pattern, ByteString text, long count)
    {
        var most = context.MaxCount + 1;
        var found = pattern.FindAll(text.Span, count < 0 ? most : Math.Min(count, most), context.CancellationToken);
        context.CheckCount(found.Count);
        return found;
    }

    // Go regexp.Split: the parts between matches; a match at the very start has no empty part before it.
    private static Value Split(RenderContext context, ReadOnlySpan<Value> arguments, bool isPlain)
    {
        var pattern = PatternOf(context, arguments, isPlain);
        var text = arguments[1].AsString();
        var count = arguments[2].AsInt();
        if (count == 0)
        {
            return Value.FromSlice(GoSlice.NilOf(GoType.StringSlice));
        }

        if (text.IsEmpty && !arguments[0].AsString().IsEmpty)
        {
            return Value.FromSlice(GoSlice.OfStrings([text]));
        }

        var parts = new List<Value>();
        var (begin, end) = (0, 0);
        foreach (var match in Matches(context, pattern, text, count))
        {
            if (count > 0 && parts.Count == count - 1)
            {
                break;
            }

            end = match.Start.Value;
            if (match.End.Value != 0)
            {
                parts.Add(Value.FromString(text.Slice(begin, end - begin)));
            }

            begin = match.End.Value;
        }

        if (end != text.Length)
        {
            parts.Add(Value.FromString(text.Slice(begin)));
        }

        return Value.FromSlice(GoSlice.FromAppended(GoType.StringSlice, parts.ToArray()));
    }

    private static Regexp PatternOf(RenderContext context, ReadOnlySpan<Value> arguments, bool isPlain) =>
        RegexFunctions.PatternOf(context, arguments[0].AsString(), isPlain ? DescribePlainly : static (_, exception) => exception.Message);

    private static string DescribePlainly(ByteString pattern, RegexSyntaxException exception) =>
        $"regexp: Compile({GoFormat.Sprintf(ByteString.FromString("%#q"), Value.FromString(pattern))}): {exception.Message}";
}

using System.Buffers;
using Confd.Engine.Templates.Functions;
using Confd.GoRegex;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Texts: case, parts, tests, quotes, blanks.</summary>
internal static class SprigStrings
{
    public static IEnumerable<GoFunction> All => [.. Cases, .. Parts, .. Joined, .. Sized, .. Splits];

    private static IEnumerable<GoFunction> Cases =>
    [
        FunctionRows.Text("upper", (context, text) => GoText.Map(context, text, GoCase.ToUpper)),
        FunctionRows.Text("lower", (context, text) => GoText.Map(context, text, GoCase.ToLower)),
        FunctionRows.Text("title", GoWords.Title),
        FunctionRows.Text("untitle", GoWords.Uncapitalize),
        FunctionRows.Text("swapcase", GoWords.SwapCase),
        FunctionRows.Text("initials", GoWords.Initials),
        FunctionRows.Text("nospace", GoWords.WithoutSpace),
        FunctionRows.Text("snakecase", (context, text) => IdentifierCase.Lower(context, text, '_')),
        FunctionRows.Text("kebabcase", (context, text) => IdentifierCase.Lower(context, text, '-')),
        FunctionRows.Text("camelcase", IdentifierCase.Pascal),
    ];

    private static IEnumerable<GoFunction> Parts =>
    [
        FunctionRows.Text("trim", text => GoWords.Trim(text)),
        FunctionRows.Text("trimAll", (set, text) => GoWords.Trim(text, set)),
        FunctionRows.Text("trimall", (set, text) => GoWords.Trim(text, set)),
        FunctionRows.Text(
            "trimSuffix", (suffix, text) => text.Span.EndsWith(suffix.Span) ? text.Slice(0, text.Length - suffix.Length) : text),
        FunctionRows.Text("trimPrefix", (prefix, text) => text.Span.StartsWith(prefix.Span) ? text.Slice(prefix.Length) : text),
        Test("contains", (part, text) => text.Span.IndexOf(part.Span) >= 0),
        Test("hasPrefix", (part, text) => text.Span.StartsWith(part.Span)),
        Test("hasSuffix", (part, text) => text.Span.EndsWith(part.Span)),
        GoFunction.Create("trunc", [GoType.Int, GoType.String], GoType.String, (_, arguments) =>
            Value.FromString(Truncate(arguments[0].AsInt(), arguments[1].AsString()))),
        GoFunction.Create("substr", [GoType.Int, GoType.Int, GoType.String], GoType.String, (_, arguments) =>
            Value.FromString(Part(arguments[0].AsInt(), arguments[1].AsInt(), arguments[2].AsString()))),
        GoFunction.Create("abbrev", [GoType.Int, GoType.String], GoType.String, (_, arguments) =>
            Value.FromString(GoWords.Abbreviate(arguments[1].AsString(), 0, arguments[0].AsInt()))),
        GoFunction.Create("abbrevboth", [GoType.Int, GoType.Int, GoType.String], GoType.String, (_, arguments) =>
            Value.FromString(GoWords.Abbreviate(arguments[2].AsString(), arguments[0].AsInt(), arguments[1].AsInt()))),
    ];

    private static IEnumerable<GoFunction> Joined =>
    [
        GoFunction.CreateVariadic("quote", [GoType.Any], GoType.String, (context, arguments) =>
            Join(context, arguments, value => GoFormat.Quote(Casting.ToText(context, value)))),
        GoFunction.CreateVariadic("squote", [GoType.Any], GoType.String, (context, arguments) =>
            Join(context, arguments, value => GoText.Surround("'"u8, context.Sprint(value), "'"u8))),
        GoFunction.CreateVariadic("cat", [GoType.Any], GoType.String, (context, arguments) =>
            Join(context, arguments, value => context.Sprint(value))),
        GoFunction.Create("toString", [GoType.Any], GoType.String, (context, arguments) =>
            Value.FromString(Casting.ToText(context, arguments[0]))),
        GoFunction.Create("toStrings", [GoType.Any], GoType.StringSlice, (context, arguments) =>
            Value.FromSlice(Casting.ToTexts(context, arguments[0]).As(GoType.StringSlice))),
        GoFunction.Create("join", [GoType.String, GoType.Any], GoType.String, (context, arguments) =>
            Value.FromString(GoText.Join(Casting.ToTexts(context, arguments[1]), arguments[0].AsString(), Limit(context)))),
        GoFunction.Create("plural", [GoType.String, GoType.String, GoType.Int], GoType.String, (_, arguments) =>
            arguments[2].AsInt() == 1 ? arguments[0] : arguments[1]),
        GoFunction.Create("hello", [], GoType.String, (_, _) => Value.FromString("Hello!")),
    ];

    // Their results can be far larger than their arguments.
    private static IEnumerable<GoFunction> Sized =>
    [
        GoFunction.Create("repeat", [GoType.Int, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(Repeat(arguments[0].AsInt(), arguments[1].AsString(), Limit(context)))),
        GoFunction.Create("indent", [GoType.Int, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(Indent(arguments[0].AsInt(), arguments[1].AsString(), Limit(context)))),
        GoFunction.Create("nindent", [GoType.Int, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(GoText.Surround("\n"u8, Indent(arguments[0].AsInt(), arguments[1].AsString(), Limit(context)), default))),
        GoFunction.Create("replace", [GoType.String, GoType.String, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(GoText.Replace(
                arguments[2].AsString(), arguments[0].AsString().Span, arguments[1].AsString().Span, -1, Limit(context)))),
        GoFunction.Create("wrap", [GoType.Int, GoType.String], GoType.String, (context, arguments) => Value.FromString(
            GoWords.Wrap(context, arguments[1].AsString(), arguments[0].AsInt(), ByteString.Empty, cutsLongWords: false))),
        GoFunction.Create("wrapWith", [GoType.Int, GoType.String, GoType.String], GoType.String, (context, arguments) => Value.FromString(
            GoWords.Wrap(context, arguments[2].AsString(), arguments[0].AsInt(), arguments[1].AsString(), cutsLongWords: true))),
    ];

    private static IEnumerable<GoFunction> Splits =>
    [
        GoFunction.Create("splitList", [GoType.String, GoType.String], GoType.StringSlice, (context, arguments) =>
            Value.FromSlice(GoText.Split(context, arguments[1].AsString(), arguments[0].AsString().Span))),
        GoFunction.Create("split", [GoType.String, GoType.String], SprigTypes.StringMap, (context, arguments) =>
            Numbered(context, GoText.Split(context, arguments[1].AsString(), arguments[0].AsString().Span))),
        GoFunction.Create("splitn", [GoType.String, GoType.Int, GoType.String], SprigTypes.StringMap, (context, arguments) =>
            Numbered(context, GoText.Split(context, arguments[2].AsString(), arguments[0].AsString().Span, arguments[1].AsInt()))),
    ];

    private static GoFunction Test(string name, Func<ByteString, ByteString, bool> body) =>
        GoFunction.Create(name, [GoType.String, GoType.String], GoType.Bool, (_, arguments) =>
            Value.FromBool(body(arguments[0].AsString(), arguments[1].AsString())));

    private static Value Join(RenderContext context, ReadOnlySpan<Value> values, Func<Value, ByteString> show)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var isFirst = true;
        foreach (var value in values)
        {
            if (!value.IsNilOrInvalid)
            {
                var text = show(value);
                context.CheckSize((long)buffer.WrittenCount + text.Length);
                buffer.Write(isFirst ? default : " "u8);
                buffer.Write(text.Span);
                isFirst = false;
            }
        }

        return Value.FromString(new ByteString(buffer.WrittenMemory));
    }

    private static ByteString Truncate(long length, ByteString text) => length switch
    {
        < 0 when text.Length + length > 0 => text.Slice((int)(text.Length + length)),
        >= 0 when text.Length > length => text.Slice(0, (int)length),
        _ => text,
    };

    private static ByteString Part(long start, long end, ByteString text)
    {
        if (start < 0)
        {
            start = 0;
        }
        else if (end < 0 || end > text.Length)
        {
            end = text.Length;
        }

        GoPanic.CheckBounds(start, end, text.Length);
        return text.Slice((int)start, (int)(end - start));
    }

    private static ByteString Repeat(long count, ByteString text, long limit) => count >= 0
        ? GoText.Repeat(text, count, limit)
        : throw new TemplateFunctionException("strings: negative Repeat count");

    private static ByteString Indent(long spaces, ByteString text, long limit)
    {
        var padding = Repeat(spaces, ByteString.FromString(" "), limit);
        byte[] lineStart = [(byte)'\n', .. padding.Span];
        return GoText.Surround(padding.Span, GoText.Replace(text, "\n"u8, lineStart, -1, limit), default);
    }

    private static Value Numbered(RenderContext context, GoSlice parts)
    {
        // An entry with its name takes as much memory as several elements.
        context.CheckCount(parts.Length * 5L);
        var map = new GoMap(SprigTypes.StringMap);
        for (var index = 0; index < parts.Length; index++)
        {
            context.Step();
            map.Set(ByteString.FromString($"_{index}"), parts[index]);
        }

        return Value.FromMap(map);
    }

    private static long Limit(RenderContext context) => context.Options.MaxOutputBytes;
}

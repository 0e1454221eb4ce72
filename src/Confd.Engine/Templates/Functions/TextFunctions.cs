using Confd.Engine.Keys;
using Confd.GoRegex;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;
using Confd.Shared.Digests;

namespace Confd.Engine.Templates.Functions;

/// <summary>Functions from strings to strings. All work on bytes, so invalid UTF-8 is preserved as in Go.</summary>
internal static class TextFunctions
{
    public static IEnumerable<GoFunction> All => [.. Simple, .. Parts, .. Sized];

    private static IEnumerable<GoFunction> Simple =>
    [
        FunctionRows.Text("toUpper", (context, text) => GoText.Map(context, text, GoCase.ToUpper)),
        FunctionRows.Text("toLower", (context, text) => GoText.Map(context, text, GoCase.ToLower)),
        FunctionRows.Text("nospace", GoText.WithoutSpace),
        FunctionRows.Text("snakecase", (context, text) => WordCase.Join(context, text, "_"u8)),
        FunctionRows.Text("kebabcase", (context, text) => WordCase.Join(context, text, "-"u8)),
        FunctionRows.Text("camelcase", WordCase.Camel),
        FunctionRows.Text("quote", GoFormat.Quote),
        FunctionRows.Text("squote", text => GoText.Surround("'"u8, GoText.Replace(text, "'"u8, "''"u8, -1), "'"u8)),
        FunctionRows.Text("base", path => ByteString.Copy(GoPath.Base(path.Span))),
        FunctionRows.Text("dir", path => new ByteString(GoPath.Directory(path.Span))),
        FunctionRows.Text("base64Encode", GoBase64.Encode),
        FunctionRows.Text("base64Decode", GoBase64.Decode),
        FunctionRows.Text("sha256sum", text => ByteString.FromString(Sha256Sum.Compute(text.Span))),
    ];

    private static IEnumerable<GoFunction> Parts =>
    [
        FunctionRows.Text("trimPrefix", (text, prefix) => text.Span.StartsWith(prefix.Span) ? text.Slice(prefix.Length) : text),
        FunctionRows.Text(
            "trimSuffix", (text, suffix) => text.Span.EndsWith(suffix.Span) ? text.Slice(0, text.Length - suffix.Length) : text),
        GoFunction.Create("contains", [GoType.String, GoType.String], GoType.Bool, (_, arguments) =>
            Value.FromBool(arguments[0].AsString().Span.IndexOf(arguments[1].AsString().Span) >= 0)),
        GoFunction.Create("split", [GoType.String, GoType.String], GoType.StringSlice, (context, arguments) =>
            Value.FromSlice(GoText.Split(context, arguments[0].AsString(), arguments[1].AsString().Span))),
        GoFunction.Create("join", [GoType.StringSlice, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(GoText.Join(arguments[0].AsSlice(), arguments[1].AsString(), Limit(context)))),
    ];

    // Their results can be far larger than their arguments.
    private static IEnumerable<GoFunction> Sized =>
    [
        GoFunction.Create("replace", [GoType.String, GoType.String, GoType.String, GoType.Int], GoType.String, (context, arguments) =>
            Value.FromString(GoText.Replace(
                arguments[0].AsString(),
                arguments[1].AsString().Span,
                arguments[2].AsString().Span,
                arguments[3].AsInt(),
                Limit(context)))),
        GoFunction.Create("repeat", [GoType.Int, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(GoText.Repeat(arguments[1].AsString(), arguments[0].AsInt(), Limit(context)))),
        GoFunction.Create("indent", [GoType.Int, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(GoText.Indent(arguments[1].AsString(), arguments[0].AsInt(), Limit(context)))),
        GoFunction.Create("nindent", [GoType.Int, GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(
                GoText.Surround("\n"u8, GoText.Indent(arguments[1].AsString(), arguments[0].AsInt(), Limit(context)), default))),
    ];

    private static long Limit(RenderContext context) => context.Options.MaxOutputBytes;
}

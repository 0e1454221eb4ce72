using System.Collections.Immutable;
using Confd.GoTemplate.Execution;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Functions;

/// <summary>The functions every template has. Source of the rules: Go <c>text/template/funcs.go</c>.</summary>
internal static class PredefinedFunctions
{
    public static ImmutableArray<GoFunction> All { get; } =
    [
        Variadic("and", [GoType.Raw, GoType.Raw], GoType.Raw, RunByInterpreter).As(SpecialForm.And),
        Variadic("or", [GoType.Raw, GoType.Raw], GoType.Raw, RunByInterpreter).As(SpecialForm.Or),
        Variadic("call", [GoType.Raw, GoType.Raw], GoType.Raw, RunByInterpreter).As(SpecialForm.Call),
        Variadic("print", [GoType.Any], GoType.String, static (_, arguments) => Text(GoFormat.Sprint(arguments))).As(SpecialForm.Print),
        Variadic("println", [GoType.Any], GoType.String, static (_, arguments) => Text(GoFormat.Sprintln(arguments))).As(SpecialForm.Println),
        Variadic(
            "printf",
            [GoType.String, GoType.Any],
            GoType.String,
            static (_, arguments) => Text(GoFormat.Sprintf(arguments[0].AsString(), arguments[1..]))).As(SpecialForm.Printf),
        GoFunction.Create("not", [GoType.Raw], GoType.Bool, static (_, arguments) => Value.FromBool(!Truth.IsTrue(arguments[0]))),
        GoFunction.Create("len", [GoType.Raw], GoType.Int, static (_, arguments) => Value.FromInt(Collections.Length(arguments[0]))),
        Variadic("index", [GoType.Raw, GoType.Raw], GoType.Raw, static (_, arguments) => Collections.Index(arguments[0], arguments[1..])),
        Variadic("slice", [GoType.Raw, GoType.Raw], GoType.Raw, static (_, arguments) => Collections.Slice(arguments[0], arguments[1..])),
        Variadic("eq", [GoType.Raw, GoType.Raw], GoType.Bool, static (_, arguments) => Truthful(Comparisons.Equal(arguments[0], arguments[1..]))),
        Comparison("ne", static (left, right) => !Comparisons.Equal(left, new ReadOnlySpan<Value>(in right))),
        Comparison("lt", Comparisons.Less),
        Comparison("le", static (left, right) => Comparisons.LessOrEqual(left, right)),
        Comparison("gt", static (left, right) => !Comparisons.LessOrEqual(left, right)),
        Comparison("ge", static (left, right) => !Comparisons.Less(left, right)),
        Escaper("html", Escaping.AppendHtml),
        Escaper("js", Escaping.AppendJavaScript),
        Escaper("urlquery", Escaping.AppendUrlQuery),
    ];

    private delegate void Escape(ByteBuffer buffer, ReadOnlySpan<byte> text);

    private static GoFunction Variadic(string name, ImmutableArray<GoType> parameters, GoType result, GoFunctionBody body)
        => GoFunction.CreateVariadic(name, parameters, result, body);

    private static GoFunction Comparison(string name, Func<Value, Value, bool> compare)
        => GoFunction.Create(
            name,
            [GoType.Raw, GoType.Raw],
            GoType.Bool,
            (_, arguments) => Truthful(compare(arguments[0], arguments[1])));

    private static GoFunction Escaper(string name, Escape escape)
        => Variadic(name, [GoType.Any], GoType.String, (_, arguments) =>
        {
            var text = TextOf(arguments);
            var buffer = new ByteBuffer(text.Length + 16);
            escape(buffer, text.Span);
            return Text(buffer.ToByteString());
        });

    // What the escapers work on: like print, but no value shows as it does when printed by an action.
    private static ByteString TextOf(ReadOnlySpan<Value> arguments)
    {
        if (arguments is [{ Kind: GoKind.String }])
        {
            return arguments[0].AsString();
        }

        var shown = arguments.ToArray();
        foreach (ref var value in shown.AsSpan())
        {
            value = value.IsNilOrInvalid ? Value.FromString("<no value>") : PointeeObject.Printable(value);
        }

        return GoFormat.Sprint(shown);
    }

    private static Value Text(ByteString text) => Value.FromString(text);

    private static Value Truthful(bool value) => Value.FromBool(value);

    private static Value RunByInterpreter(RenderContext context, ReadOnlySpan<Value> arguments)
        => throw new InvalidOperationException("the interpreter runs this function itself");
}

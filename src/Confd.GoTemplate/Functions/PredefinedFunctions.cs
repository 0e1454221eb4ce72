using System.Collections.Immutable;
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
        Print("print", [GoType.Any], SpecialForm.Print),
        Print("println", [GoType.Any], SpecialForm.Println),
        Print("printf", [GoType.String, GoType.Any], SpecialForm.Printf),
        GoFunction.Create("not", [GoType.Raw], GoType.Bool, static (_, arguments) => Value.FromBool(!Truth.IsTrue(arguments[0]))),
        GoFunction.Create("len", [GoType.Raw], GoType.Int, static (_, arguments) => Value.FromInt(Collections.Length(arguments[0]))),
        Variadic("index", [GoType.Raw, GoType.Raw], GoType.Raw, static (_, arguments) => Collections.Index(arguments[0], arguments[1..])),
        Variadic("slice", [GoType.Raw, GoType.Raw], GoType.Raw, static (_, arguments) => Collections.Slice(arguments[0], arguments[1..])),
        Variadic("eq", [GoType.Raw, GoType.Raw], GoType.Bool, static (context, arguments) => Value.FromBool(
            Comparisons.Equal(context, arguments[0], arguments[1..]))),
        Comparison("ne", static (context, left, right) => !Comparisons.Equal(context, left, new ReadOnlySpan<Value>(in right))),
        Comparison("lt", static (_, left, right) => Comparisons.Less(left, right)),
        Comparison("le", static (context, left, right) => Comparisons.LessOrEqual(context, left, right)),
        Comparison("gt", static (context, left, right) => !Comparisons.LessOrEqual(context, left, right)),
        Comparison("ge", static (_, left, right) => !Comparisons.Less(left, right)),
        Escaper("html", Escaping.AppendHtml),
        Escaper("js", Escaping.AppendJavaScript),
        Escaper("urlquery", Escaping.AppendUrlQuery),
    ];

    private static GoFunction Variadic(string name, ImmutableArray<GoType> parameters, GoType result, GoFunctionBody body)
        => GoFunction.CreateVariadic(name, parameters, result, body);

    private static GoFunction Comparison(string name, Func<RenderContext, Value, Value, bool> compare)
        => GoFunction.Create(
            name,
            [GoType.Raw, GoType.Raw],
            GoType.Bool,
            (context, arguments) => Value.FromBool(compare(context, arguments[0], arguments[1])));

    private static GoFunction Print(string name, ImmutableArray<GoType> parameters, SpecialForm form)
        => Variadic(name, parameters, GoType.String, (context, arguments) => context.Print(form, arguments)).As(form);

    private static GoFunction Escaper(string name, Action<RenderContext, ByteBuffer, ReadOnlySpan<byte>> escape)
        => Variadic(name, [GoType.Any], GoType.String, (context, arguments) => context.Escape(escape, TextOf(context, arguments).Span));

    // The input of the escapers: like print, but values are not formatted as by an action.
    private static ByteString TextOf(RenderContext context, ReadOnlySpan<Value> arguments)
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

        return context.Print(SpecialForm.Print, shown).AsString();
    }

    private static Value RunByInterpreter(RenderContext context, ReadOnlySpan<Value> arguments)
        => throw new InvalidOperationException("the interpreter runs this function itself");
}

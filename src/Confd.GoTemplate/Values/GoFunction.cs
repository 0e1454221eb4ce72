using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Confd.GoTemplate.Values;

/// <summary>A function that templates can call: a Go signature and an implementation.</summary>
/// <remarks>Immutable and shared by threads, so a body keeps no state: the state of a run comes from the
/// <see cref="RenderContext"/>.</remarks>
public sealed class GoFunction
{
    private GoFunction(string name, ImmutableArray<GoType> parameters, bool isVariadic, GoType result, GoFunctionBody body)
    {
        if (!IsIdentifier(name))
        {
            throw new ArgumentException($"'{name}' is not an identifier: letters, digits and '_', and no digit first", nameof(name));
        }

        Required.All(parameters, nameof(parameters));
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(body);
        Name = name;
        Parameters = parameters;
        IsVariadic = isVariadic;
        Result = result;
        Body = body;
    }

    /// <summary>The name templates use; an identifier.</summary>
    public string Name { get; }

    /// <summary>Parameter types; of a variadic parameter the element type, last.</summary>
    public ImmutableArray<GoType> Parameters { get; }

    /// <summary>Whether the last parameter takes any number of arguments.</summary>
    public bool IsVariadic { get; }

    /// <summary>The static type of the result; <see cref="GoType.Any"/> where it varies.</summary>
    public GoType Result { get; }

    /// <summary>The implementation.</summary>
    public GoFunctionBody Body { get; }

    /// <summary>The function's own Go type, for example <c>func(int, int) int</c>.</summary>
    public GoType Type => field ??= DescribeType(Parameters, IsVariadic, Result);

    /// <summary>Whether the interpreter runs the function itself.</summary>
    internal SpecialForm Form { get; private init; }

    /// <summary>A function of a fixed number of parameters.</summary>
    /// <param name="name">The name templates use.</param>
    /// <param name="parameters">Parameter types.</param>
    /// <param name="result">Static type of the result.</param>
    /// <param name="body">The implementation.</param>
    /// <exception cref="ArgumentException">The name is not an identifier of Go, for which Go's <c>Funcs</c> panics too.</exception>
    public static GoFunction Create(string name, ImmutableArray<GoType> parameters, GoType result, GoFunctionBody body)
        => new(name, parameters, isVariadic: false, result, body);

    /// <summary>A function whose last parameter takes any number of arguments: Go's <c>func(a int, rest ...string)</c>.</summary>
    /// <param name="name">The name templates use.</param>
    /// <param name="parameters">Parameter types; the last is the element type of the variadic parameter.</param>
    /// <param name="result">Static type of the result.</param>
    /// <param name="body">The implementation.</param>
    /// <exception cref="ArgumentException">There is no parameter, or the name is not an identifier of Go.</exception>
    public static GoFunction CreateVariadic(string name, ImmutableArray<GoType> parameters, GoType result, GoFunctionBody body)
        => parameters is { IsDefault: false, IsEmpty: true }
            ? throw new ArgumentException("a variadic function has at least one parameter", nameof(parameters))
            : new(name, parameters, isVariadic: true, result, body);

    /// <summary>The same function under another name.</summary>
    /// <param name="name">The name templates use.</param>
    /// <exception cref="ArgumentException">It is not an identifier of Go.</exception>
    public GoFunction WithName(string name) => new(name, Parameters, IsVariadic, Result, Body) { Form = Form };

    internal GoFunction As(SpecialForm form) => new(Name, Parameters, IsVariadic, Result, Body) { Form = form };

    // As in Go's text/template.
    private static bool IsIdentifier(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var isFirst = true;
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value != '_' && !Rune.IsLetter(rune)
                && (isFirst || Rune.GetUnicodeCategory(rune) != UnicodeCategory.DecimalDigitNumber))
            {
                return false;
            }

            isFirst = false;
        }

        return !isFirst;
    }

    private static GoType DescribeType(ImmutableArray<GoType> parameters, bool isVariadic, GoType result)
    {
        var names = parameters.Select((type, i) => isVariadic && i == parameters.Length - 1 ? "..." + type.Name : type.Name);
        return GoType.Function($"func({string.Join(", ", names)}) {result.Name}");
    }
}

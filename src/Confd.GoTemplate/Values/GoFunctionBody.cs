namespace Confd.GoTemplate.Values;

/// <summary>The implementation of a template function.</summary>
/// <param name="context">The run the call belongs to: its state, limits and cancellation.</param>
/// <param name="arguments">
/// The arguments, already of the parameter types; a variadic parameter gives any number of values at the end. An argument of type
/// <see cref="GoType.Any"/> is nil rather than invalid. Only valid during the call.
/// </param>
/// <returns>The result, of the function's result type; one of another kind is reported as an error of the template.</returns>
/// <exception cref="TemplateFunctionException">The function returns an error or panics.</exception>
public delegate Value GoFunctionBody(RenderContext context, ReadOnlySpan<Value> arguments);

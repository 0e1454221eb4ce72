namespace Confd.GoTemplate.Values;

/// <summary>The implementation of a method.</summary>
/// <param name="context">The run the call belongs to.</param>
/// <param name="receiver">The value the method was called on.</param>
/// <param name="arguments">One value for each parameter, already of the parameter's type; only valid during the call.</param>
/// <returns>The result, of the method's first result type.</returns>
/// <exception cref="TemplateFunctionException">The method returns an error or panics.</exception>
public delegate Value GoMethodBody(RenderContext context, Value receiver, ReadOnlySpan<Value> arguments);

using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Functions;

/// <summary>The <c>call</c> function: calls a function value.</summary>
internal static class CallFunction
{
    /// <summary>Calls the first argument with the rest.</summary>
    /// <param name="context">The run.</param>
    /// <param name="name">The callee, as written in the template.</param>
    /// <param name="arguments">The function and its arguments.</param>
    /// <exception cref="TemplateFunctionException">It is not a function, or the arguments do not fit.</exception>
    public static Value Invoke(RenderContext context, ErrorText name, ReadOnlySpan<Value> arguments)
    {
        var callee = arguments[0].Unwrap();
        if (!callee.IsValid)
        {
            throw new TemplateFunctionException("call of nil");
        }

        if (callee.Kind != GoKind.Func)
        {
            throw new TemplateFunctionException($"non-function {name} of type {callee.Type}");
        }

        var function = callee.AsFunction();
        CheckCount(function, name, arguments.Length - 1);
        var prepared = new Value[arguments.Length - 1];
        for (var i = 0; i < prepared.Length; i++)
        {
            var parameter = function.Parameters[Math.Min(i, function.Parameters.Length - 1)];
            try
            {
                prepared[i] = Prepare(arguments[i + 1].Unwrap(), parameter);
            }
            catch (TemplateFunctionException exception)
            {
                throw new TemplateFunctionException($"arg {i}: {exception.Text}", exception);
            }
        }

        return function.Body(context, prepared).ReturnedAs(function.Result, function.Name);
    }

    /// <summary>The name in messages of a callee that was piped in, for which the template has no text (Go
    /// <c>reflect.Value.String</c>).</summary>
    public static ErrorText NameOf(in Value callee) => callee.Kind switch
    {
        GoKind.String => ErrorText.Plain(callee.AsString()),
        GoKind.Invalid or GoKind.Nil => ErrorText.FromString("<invalid Value>"),
        _ => ErrorText.FromString($"<{callee.Type} Value>"),
    };

    /// <summary>Fits a value to a type: nil to types that can be nil, and integers to each other; nothing else is converted.</summary>
    /// <exception cref="TemplateFunctionException">The value does not fit.</exception>
    public static Value Prepare(in Value value, GoType type)
    {
        if (!value.IsValid)
        {
            return ZeroValue.CanBeNil(type)
                ? ZeroValue.Of(type)
                : throw new TemplateFunctionException($"value is nil; should be of type {type}");
        }

        if (value.Type.IsAssignableTo(type) || ReferenceEquals(type, GoType.Raw))
        {
            return value;
        }

        if (IsInteger(value.Kind) && IsInteger(type.Kind))
        {
            return Value.FromInteger(type, IntegerKinds.Narrow(type.Kind, value.AsInt()));
        }

        throw new TemplateFunctionException($"value has type {value.Type}; should be {type}");
    }

    private static bool IsInteger(GoKind kind) => kind is >= GoKind.Int and <= GoKind.Uint64;

    private static void CheckCount(GoFunction function, ErrorText name, int count)
    {
        var expected = function.Parameters.Length;
        if (function.IsVariadic && count < expected - 1)
        {
            throw new TemplateFunctionException($"wrong number of args for {name}: got {count} want at least {expected - 1}");
        }

        if (!function.IsVariadic && count != expected)
        {
            throw new TemplateFunctionException($"wrong number of args for {name}: got {count} want {expected}");
        }
    }
}

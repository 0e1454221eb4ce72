using System.Collections.Immutable;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Execution;

/// <content>Function and method calls, and the evaluation of arguments.</content>
internal sealed partial class Interpreter
{
    private const int FewArguments = 8;

    // Arguments of the calls in progress.
    private Value[] _arguments = new Value[FewArguments];
    private int _argumentCount;

    // `node` is the node that an error of the function names: the command, or only the name.
    private Value EvaluateFunction(in Value dot, IdentifierNode name, Node node, ReadOnlySpan<Node> arguments, in Value final)
    {
        _node = name;
        var function = name.Function;
        CheckCount(name.Name, function.Parameters, function.IsVariadic, arguments.Length, final);
        if (function.Form is SpecialForm.And or SpecialForm.Or)
        {
            return EvaluateLogic(dot, function.Form == SpecialForm.Or, arguments, final);
        }

        var start = _argumentCount;
        EvaluateArguments(dot, function.Parameters, function.IsVariadic, arguments, final);
        try
        {
            var given = _arguments.AsSpan(start, _argumentCount - start);
            _argumentCount = start;
            var result = function.Form == SpecialForm.Call
                ? CallFunction.Invoke(
                    _context, arguments.IsEmpty ? CallFunction.NameOf(final) : ErrorText.FromString(arguments[0].ToString()), given)
                : function.Body(_context, given);
            _context.CheckResult(result);
            return result.ReturnedAs(function.Result, function.Name);
        }
        catch (Exception exception) when (exception is TemplateFunctionException or OutOfMemoryException)
        {
            throw CallError(name.Name, node, exception);
        }
    }

    private Value EvaluateMethod(
        in Value receiver,
        GoMethod method,
        in Value dot,
        Node node,
        ReadOnlySpan<Node> arguments,
        in Value final)
    {
        CheckCount(method.Name, method.Parameters, isVariadic: false, arguments.Length, final);
        CheckResults(method);
        var start = _argumentCount;
        EvaluateArguments(dot, method.Parameters, isVariadic: false, arguments, final);
        try
        {
            var given = _arguments.AsSpan(start, _argumentCount - start);
            _argumentCount = start;
            return method.Body(_context, receiver, given).ReturnedAs(method.Results[0], method.Name);
        }
        catch (Exception exception) when (exception is TemplateFunctionException or OutOfMemoryException)
        {
            throw CallError(method.Name, node, exception);
        }
    }

    private TemplateException CallError(string name, Node node, Exception exception)
    {
        _node = node;
        var failure = ToFunctionException(exception);
        return Error(ErrorText.Format($"error calling {name}: {failure.Text}"), failure);
    }

    private static TemplateFunctionException ToFunctionException(Exception exception) =>
        exception as TemplateFunctionException ?? TemplateFunctionException.NoRoom();

    private void CheckCount(string name, ImmutableArray<GoType> parameters, bool isVariadic, int count, in Value final)
    {
        var total = count + (final.IsMissing ? 0 : 1);
        if (isVariadic)
        {
            if (total < parameters.Length - 1)
            {
                throw Error($"wrong number of args for {name}: want at least {parameters.Length - 1} got {count}");
            }
        }
        else if (total != parameters.Length)
        {
            throw Error($"wrong number of args for {name}: want {parameters.Length} got {total}");
        }
    }

    private void CheckResults(GoMethod method)
    {
        var results = method.Results;
        if (results.Length == 1 || (results.Length == 2 && ReferenceEquals(results[1], GoType.Error)))
        {
            return;
        }

        throw Error(results.Length == 2
            ? $"invalid function signature for {method.Name}: second return value should be error; is {results[1]}"
            : $"function {method.Name} has {results.Length} return values; should be 1 or 2");
    }

    // and, or: the operand that decides.
    private Value EvaluateLogic(in Value dot, bool stopsAt, ReadOnlySpan<Node> arguments, in Value final)
    {
        var value = Value.Invalid;
        foreach (var argument in arguments)
        {
            value = EvaluateArgument(dot, GoType.Raw, argument);
            if (Truth.IsTrue(value) == stopsAt)
            {
                return value;
            }
        }

        return final.IsMissing ? value : final;
    }

    private void PrintDirectly(in Value dot, IdentifierNode name, CommandNode command, in Value final)
    {
        _node = name;
        var function = name.Function;
        var words = command.Words.AsSpan(1);
        CheckCount(name.Name, function.Parameters, function.IsVariadic, words.Length, final);
        var start = _argumentCount;
        EvaluateArguments(dot, function.Parameters, function.IsVariadic, words, final);
        try
        {
            var given = _arguments.AsSpan(start, _argumentCount - start);
            _argumentCount = start;
            _output.Printer.Print(function.Form, given);
        }
        catch (Exception exception) when (exception is TemplateFunctionException or OutOfMemoryException)
        {
            throw CallError(name.Name, command, exception);
        }
    }

    // Puts the arguments on the argument stack, each as its parameter's type.
    private void EvaluateArguments(
        in Value dot,
        ImmutableArray<GoType> parameters,
        bool isVariadic,
        ReadOnlySpan<Node> arguments,
        in Value final)
    {
        var lastFixed = isVariadic ? parameters.Length - 1 : parameters.Length;
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = parameters[i < lastFixed ? i : parameters.Length - 1];
            PushArgument(EvaluateArgument(dot, parameter, arguments[i]), parameter);
        }

        if (!final.IsMissing)
        {
            var parameter = parameters[Math.Min(arguments.Length, parameters.Length - 1)];
            PushArgument(Validate(final, parameter), parameter);
        }
    }

    private void PushArgument(in Value value, GoType parameter)
    {
        if (_argumentCount == _arguments.Length)
        {
            Array.Resize(ref _arguments, _argumentCount * 2);
        }

        // A function gets the content of an interface; only the predefined ones get the interface itself.
        ref var argument = ref _arguments[_argumentCount++];
        if (ReferenceEquals(parameter, GoType.Any) && (value.IsInterface || !value.IsValid))
        {
            argument = value.IsNilOrInvalid ? Value.Nil : value.Unwrap();
        }
        else
        {
            argument = value;
        }
    }

    private void ForgetArguments()
    {
        if (_arguments.Length > 4 * FewArguments)
        {
            _arguments = new Value[FewArguments];
        }

        _arguments.AsSpan().Clear();
    }

    private Value EvaluateArgument(in Value dot, GoType type, Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Dot:
                _node = node;
                return Validate(dot, type);
            case NodeKind.Nil:
                _node = node;
                return ZeroValue.CanBeNil(type) ? ZeroValue.Of(type) : throw Error($"cannot assign nil to {type}");
            case NodeKind.Field:
                return Validate(EvaluateField(dot, (FieldNode)node, default, Value.Missing), type);
            case NodeKind.Variable:
                return Validate(EvaluateVariable(dot, (VariableNode)node, default, Value.Missing), type);
            case NodeKind.Pipe:
                return Validate(EvaluateParentheses(dot, (PipeNode)node), type);
            case NodeKind.Identifier:
                return Validate(EvaluateFunction(dot, (IdentifierNode)node, node, default, Value.Missing), type);
            case NodeKind.Chain:
                return Validate(EvaluateChain(dot, (ChainNode)node, default, Value.Missing), type);
            default:
                _node = node;
                return EvaluateLiteral(type, node);
        }
    }

    // A constant, converted to the required type.
    private Value EvaluateLiteral(GoType type, Node node)
    {
        switch (type.Kind)
        {
            case GoKind.Interface:
                return EvaluateConstant(node);
            case GoKind.Struct when ReferenceEquals(type, GoType.Raw):
                return EvaluateConstant(node);
            case GoKind.String:
                return node is StringNode text ? Value.FromString(text.Text) : throw Error($"expected string; found {node}");
            case GoKind.Bool:
                return node is BoolNode truth ? Value.FromBool(truth.Value) : throw Error($"expected bool; found {node}");
            case >= GoKind.Int and <= GoKind.Int64:
                return node is NumberNode { Integer: { } integer }
                    ? Value.FromInteger(type, IntegerKinds.Narrow(type.Kind, integer))
                    : throw Error($"expected integer; found {node}");
            case >= GoKind.Uint and <= GoKind.Uint64:
                return node is NumberNode { Unsigned: { } unsigned }
                    ? Value.FromInteger(type, IntegerKinds.Narrow(type.Kind, (long)unsigned))
                    : throw Error($"expected unsigned integer; found {node}");
            case GoKind.Float64:
                return node is NumberNode { Float: { } real } ? Value.FromFloat(real) : throw Error($"expected float; found {node}");
            case GoKind.Complex128:
                return node is NumberNode { Complex: { } complex }
                    ? Value.FromComplex(complex)
                    : throw Error($"expected complex; found {node}");
            default:
                throw Error($"can't handle {node} for arg of type {type}");
        }
    }

    // Checks that an evaluated value fits a parameter; nothing is converted.
    private Value Validate(in Value value, GoType type)
    {
        if (ReferenceEquals(type, GoType.Any) && value.IsValid)
        {
            return value;
        }

        if (!value.IsValid)
        {
            return ZeroValue.CanBeNil(type) ? ZeroValue.Of(type) : throw Error($"invalid value; expected {type}");
        }

        if (ReferenceEquals(type, GoType.Raw))
        {
            return value;
        }

        var inner = value.Kind == GoKind.Nil ? value : value.Unwrap();
        if (value.Kind == GoKind.Nil || !inner.Type.IsAssignableTo(type))
        {
            throw Error($"wrong type for value; expected {type}; got {inner.StaticType}");
        }

        return inner.Kind == GoKind.Slice && !ReferenceEquals(inner.Type, type) ? Value.FromSlice(inner.AsSlice().As(type)) : inner;
    }
}

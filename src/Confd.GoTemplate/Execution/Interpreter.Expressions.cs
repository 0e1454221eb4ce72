using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Execution;

/// <content>Pipelines, commands, variables and fields.</content>
internal sealed partial class Interpreter
{
    // The value of a pipeline, unwrapped from any interface. If `prints` is true, its last command, a print function, prints directly to
    // the output, and the result is Missing.
    private Value EvaluatePipeline(in Value dot, PipeNode pipe, bool prints = false)
    {
        var commands = pipe.Commands;
        if (pipe.IsField)
        {
            return EvaluateField(dot, (FieldNode)commands[0].Words[0], default, Value.Missing).Unwrap();
        }

        _node = pipe;
        var value = Value.Missing;
        for (var i = 0; i < commands.Length; i++)
        {
            var command = commands[i];
            if (prints && i == commands.Length - 1)
            {
                PrintDirectly(dot, (IdentifierNode)command.Words[0], command, value);
                return Value.Missing;
            }

            value = EvaluateCommand(dot, command, value);
            if (value.IsInterface)
            {
                value = value.Unwrap();
            }
        }

        foreach (var variable in pipe.Variables)
        {
            if (pipe.IsAssignment)
            {
                Assign(variable.Name, value);
            }
            else
            {
                _variables.Push(variable.Name, value);
            }
        }

        return value;
    }

    // A command with the previous command's result as last argument, or Missing where it is the first.
    private Value EvaluateCommand(in Value dot, CommandNode command, in Value final)
    {
        var words = command.Words;
        var first = words[0];
        switch (first.Kind)
        {
            case NodeKind.Identifier:
                return EvaluateFunction(dot, (IdentifierNode)first, command, words.AsSpan(1), final);
            case NodeKind.Field:
                return EvaluateField(dot, (FieldNode)first, words.AsSpan(1), final);
            case NodeKind.Variable:
                return EvaluateVariable(dot, (VariableNode)first, words.AsSpan(1), final);
            case NodeKind.Chain:
                return EvaluateChain(dot, (ChainNode)first, words.AsSpan(1), final);
            case NodeKind.Pipe:
                RefuseArguments(first, words.Length > 1, final);
                return EvaluateParentheses(dot, (PipeNode)first);
        }

        _node = first;
        RefuseArguments(first, words.Length > 1, final);
        return first.Kind switch
        {
            NodeKind.Dot => dot,
            NodeKind.Nil => throw Error("nil is not a command"),
            _ => EvaluateConstant(first),
        };
    }

    private Value EvaluateParentheses(in Value dot, PipeNode pipe)
        => DeepStack.HasRoom
            ? EvaluatePipeline(dot, pipe)
            : DeepStack.Run(this, (dot, pipe), static (interpreter, call) => interpreter.EvaluatePipeline(call.dot, call.pipe));

    private void RefuseArguments(Node node, bool hasArguments, in Value final)
    {
        if (hasArguments || !final.IsMissing)
        {
            throw Error($"can't give argument to non-function {DescribeArgument(node)}");
        }
    }

    // A pipeline is shown without its parentheses here.
    private static string DescribeArgument(Node node) => node.ToString();

    // A constant where no type is required.
    private Value EvaluateConstant(Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.String:
                return Value.FromString(((StringNode)node).Text);
            case NodeKind.Bool:
                return Value.FromBool(((BoolNode)node).Value);
            default:
                var number = (NumberNode)node;
                return number.Ideal.IsValid ? number.Ideal : throw Error($"{number.Text} overflows int");
        }
    }

    private Value EvaluateVariable(in Value dot, VariableNode variable, ReadOnlySpan<Node> arguments, in Value final)
    {
        _node = variable;
        var position = _variables.Find(variable.Name);
        if (position < 0)
        {
            throw Error("undefined variable: " + variable.Name);
        }

        if (variable.Fields.Length > 0)
        {
            return EvaluateFields(dot, _variables.At(position), variable, variable.Fields, arguments, final);
        }

        RefuseArguments(variable, arguments.Length > 0, final);
        return _variables.At(position);
    }

    private Value EvaluateField(in Value dot, FieldNode field, ReadOnlySpan<Node> arguments, in Value final)
    {
        _node = field;
        return EvaluateFields(dot, dot, field, field.Fields, arguments, final);
    }

    private Value EvaluateChain(in Value dot, ChainNode chain, ReadOnlySpan<Node> arguments, in Value final)
    {
        _node = chain.Operand;
        var receiver = chain.Operand is IdentifierNode function
            ? EvaluateFunction(dot, function, function, default, Value.Missing)
            : EvaluateParentheses(dot, (PipeNode)chain.Operand);
        return EvaluateFields(dot, receiver, chain, chain.Fields, arguments, final);
    }

    // .a.b.c: only the last may be a method with arguments.
    private Value EvaluateFields(
        in Value dot,
        in Value receiver,
        Node node,
        FieldName[] fields,
        ReadOnlySpan<Node> arguments,
        in Value final)
    {
        var hasArguments = arguments.Length > 0 || !final.IsMissing;
        var last = fields.Length - 1;

        // Most are keys of maps, and exist.
        ref readonly var found = ref receiver;
        GoMap? map = null;
        var next = 0;
        for (; next < (hasArguments ? last : fields.Length) && found.Kind == GoKind.Map; next++)
        {
            var inner = found.AsMap();
            var position = inner.Type.IsNamed ? -1 : inner.Find(fields[next].Key, fields[next].Hash);
            if (position < 0)
            {
                break;
            }

            found = ref inner.At(position);
            map = inner;
        }

        return next > last
            ? found.ReadAs(map!.Type.Element!)
            : EvaluateFieldsFrom(next, map is null ? found : found.ReadAs(map.Type.Element!), dot, node, fields, arguments, final);
    }

    // The fields from one on.
    private Value EvaluateFieldsFrom(
        int next,
        in Value receiver,
        in Value dot,
        Node node,
        FieldName[] fields,
        ReadOnlySpan<Node> arguments,
        in Value final)
    {
        var value = receiver;
        for (; next < fields.Length - 1; next++)
        {
            value = EvaluateFieldOf(value, fields[next], dot, node, default, Value.Missing);
        }

        return EvaluateFieldOf(value, fields[next], dot, node, arguments, final);
    }

    // A method first, then an exported field, then a map key.
    private Value EvaluateFieldOf(
        in Value receiver,
        FieldName field,
        in Value dot,
        Node node,
        ReadOnlySpan<Node> arguments,
        in Value final)
    {
        if (!receiver.IsValid)
        {
            return Options.MissingKey == MissingKeyBehavior.Error
                ? throw Error($"nil data; no entry for key {GoFormat.Quote(field.Key)}")
                : Value.Invalid;
        }

        if (receiver.Kind == GoKind.Nil)
        {
            throw Error($"nil pointer evaluating {receiver.StaticType}.{field.Name}");
        }

        if (receiver.Kind == GoKind.Map && receiver.Type is { IsNamed: false })
        {
            return ReadKey(receiver.AsMap(), field, arguments.Length > 0 || !final.IsMissing);
        }

        if (receiver.Type.FindMethod(field.Name) is { } method)
        {
            return EvaluateMethod(receiver, method, dot, node, arguments, final);
        }

        var hasArguments = arguments.Length > 0 || !final.IsMissing;
        return receiver.Kind switch
        {
            GoKind.Map => ReadKey(receiver.AsMap(), field, hasArguments),
            GoKind.Struct or GoKind.Pointer => ReadField(receiver, field, hasArguments),
            _ => throw Error($"can't evaluate field {field.Name} in type {receiver.StaticType}"),
        };
    }

    private Value ReadKey(GoMap map, FieldName field, bool hasArguments)
    {
        if (hasArguments)
        {
            throw Error($"{field.Name} is not a method but has arguments");
        }

        if (map.TryGetValue(field.Key, out var value))
        {
            return value.ReadAs(map.Type.Element!);
        }

        return Options.MissingKey switch
        {
            MissingKeyBehavior.Zero => ZeroValue.Of(map.Type.Element!).ReadAs(map.Type.Element!),
            MissingKeyBehavior.Error => throw Error($"map has no entry for key {GoFormat.Quote(field.Key)}"),
            _ => Value.Invalid,
        };
    }

    private Value ReadField(in Value receiver, FieldName field, bool hasArguments)
    {
        var item = receiver.AsObject();
        var fields = receiver.Kind == GoKind.Pointer ? item.Type.Element!.Fields : item.Type.Fields;
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Name != field.Name)
            {
                continue;
            }

            if (item.IsNilPointer)
            {
                throw Error($"nil pointer evaluating {receiver.StaticType}.{field.Name}");
            }

            if (!fields[i].IsExported)
            {
                throw Error($"{field.Name} is an unexported field of struct type {receiver.StaticType}");
            }

            return hasArguments
                ? throw Error($"{field.Name} has arguments but cannot be invoked as function")
                : item.Field(i).ReadAs(fields[i].Type);
        }

        throw Error($"can't evaluate field {field.Name} in type {receiver.StaticType}");
    }
}

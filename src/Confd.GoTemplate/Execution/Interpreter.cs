using System.Runtime.ExceptionServices;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Execution;

/// <summary>
/// Runs templates, one at a time. This part walks actions; the others begin and end a run, and evaluate expressions and calls.
/// Source of the rules and messages: Go <c>text/template/exec.go</c>.
/// </summary>
internal sealed partial class Interpreter
{
    // The number of steps between two checks of the cancellation token.
    private const int StepsBetweenChecks = 1024;

    // From this depth on, failures are returned as results.
    private const int DeepCalls = 64;

    // The number of calls between two checks of the memory that deep calls keep.
    private const int CallsBetweenChecks = 16;

    private readonly RunOutput _output = new();
    private readonly VariableStack _variables = new();
    private Template _template = null!;
    private RenderContext _context = null!;
    private string _name = null!;
    private TemplateBody _body = null!;

    // The node last visited, which errors name. Set when a node is entered, never restored when it is left, as in Go.
    private Node? _node;
    private int _depth;
    private long _steps;
    private long _nextCheck;
    private CallMemory _callMemory;
    private ExceptionDispatchInfo? _failure;

    private TemplateOptions Options => _context.Options;

    private Flow WalkList(in Value dot, ListNode list)
    {
        foreach (var node in list.Nodes)
        {
            var flow = Walk(dot, node);
            if (flow != Flow.Normal)
            {
                return flow;
            }
        }

        return Flow.Normal;
    }

    private Flow Walk(in Value dot, Node node)
    {
        if (++_steps >= _nextCheck)
        {
            _node = node;
            CheckSteps();
        }

        // Most nodes are one of these two.
        if (node.Kind == NodeKind.Text)
        {
            _node = node;
            WriteText(((TextNode)node).Text.Span);
            return Flow.Normal;
        }

        if (node.Kind == NodeKind.Action)
        {
            WalkAction(dot, (ActionNode)node);
            return Flow.Normal;
        }

        switch (node.Kind)
        {
            case NodeKind.If or NodeKind.With or NodeKind.Range:
                return WalkBranch(dot, (BranchNode)node);
            case NodeKind.Template:
                _node = node;
                return WalkTemplate(dot, (TemplateNode)node);
            case NodeKind.Break:
                _node = node;
                return Flow.Break;
            case NodeKind.Continue:
                _node = node;
                return Flow.Continue;
            default:
                throw new InvalidOperationException($"a node of kind {node.Kind} is not an action");
        }
    }

    private void CheckSteps()
    {
        _context.CancellationToken.ThrowIfCancellationRequested();
        if (_steps > Options.MaxSteps)
        {
            throw Error($"exceeded maximum number of steps ({Options.MaxSteps})");
        }

        _nextCheck = Math.Min(_steps + StepsBetweenChecks, Options.MaxSteps == long.MaxValue ? long.MaxValue : Options.MaxSteps + 1);
    }

    // Variables declared here exist until the end of the enclosing control action.
    private void WalkAction(in Value dot, ActionNode action)
    {
        if (action.Pipe.Variables.Length > 0)
        {
            EvaluatePipeline(dot, action.Pipe);
            return;
        }

        var value = EvaluatePipeline(dot, action.Pipe, prints: action.Pipe.IsPrint);
        _node = action;
        switch (value.Kind)
        {
            case GoKind.String:
                WriteText(value.AsString().Span);
                break;
            case GoKind.Invalid or GoKind.Nil:
                WriteText("<no value>"u8);
                break;
            case GoKind.Func:
                throw Error($"can't print {action} of type {value.Type}");
            default:
                PrintValue(value);
                break;
        }
    }

    // A value that is not a text, or Missing where a print function has already printed.
    private void PrintValue(in Value value)
    {
        if (!value.IsMissing)
        {
            try
            {
                var printable = PointeeObject.Printable(value);
                _output.Printer.Print(SpecialForm.Print, new ReadOnlySpan<Value>(in printable));
            }
            catch (Exception exception) when (exception is TemplateFunctionException or OutOfMemoryException)
            {
                var failure = ToFunctionException(exception);
                throw Error(failure.Text, failure);
            }
        }

        if (!_output.TryKeepLimit())
        {
            throw TooMuchOutput();
        }
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        if (!_output.TryWrite(text))
        {
            throw TooMuchOutput();
        }
    }

    private TemplateException TooMuchOutput() => Error($"exceeded maximum output size ({Options.MaxOutputBytes} bytes)");

    private Flow WalkBranch(in Value dot, BranchNode branch)
    {
        var mark = _variables.Count;
        Flow flow;
        if (!DeepStack.HasRoom)
        {
            flow = DeepStack.Run(this, (dot, branch), static (interpreter, call) => interpreter.WalkBranchHere(call.dot, call.branch));
        }
        else
        {
            flow = WalkBranchHere(dot, branch);
        }

        _variables.Pop(mark);
        return flow;
    }

    private Flow WalkBranchHere(in Value dot, BranchNode branch)
    {
        if (branch.Kind == NodeKind.Range)
        {
            return WalkRange(dot, branch);
        }

        var value = EvaluatePipeline(dot, branch.Pipe);
        if (Truth.IsTrue(value))
        {
            return branch.Kind == NodeKind.With ? WalkList(value, branch.Body) : WalkList(dot, branch.Body);
        }

        return WalkAlternative(dot, branch);
    }

    private Flow WalkRange(in Value dot, BranchNode range)
    {
        var value = EvaluatePipeline(dot, range.Pipe);
        var mark = _variables.Count;
        var flow = value.Kind switch
        {
            GoKind.Slice when value.AsSlice().Length > 0 => RangeOverSlice(range, value.AsSlice(), mark),
            GoKind.Map when value.AsMap().Count > 0 => RangeOverMap(range, value.AsMap(), mark),
            >= GoKind.Int and <= GoKind.Uint64 => RangeOverInteger(dot, range, value, mark),
            GoKind.Slice or GoKind.Map or GoKind.Invalid or GoKind.Nil => WalkAlternative(dot, range),
            _ => throw Error(ErrorText.Format($"range can't iterate over {Shown(PointeeObject.Indirect(value))}")),
        };

        // A break after {{else}} ends this range too, not the enclosing one.
        return flow == Flow.Break ? Flow.Normal : flow;
    }

    private Flow WalkAlternative(in Value dot, BranchNode branch)
        => branch.Alternative is null ? Flow.Normal : WalkList(dot, branch.Alternative);

    private Flow RangeOverSlice(BranchNode range, GoSlice slice, int mark)
    {
        var element = slice.Type.Element!;
        for (var i = 0; i < slice.Length; i++)
        {
            var flow = Iterate(range, Value.FromInt(i), slice[i].ReadAs(element), mark);
            if (flow is Flow.Break or Flow.Failed)
            {
                return flow;
            }
        }

        return Flow.Normal;
    }

    // Keys and values are those at the start, whatever the body does to the map.
    private Flow RangeOverMap(BranchNode range, GoMap map, int mark)
    {
        foreach (var (key, value) in map.SortedEntries())
        {
            var flow = Iterate(range, Value.FromString(key), value.ReadAs(map.Type.Element!), mark);
            if (flow is Flow.Break or Flow.Failed)
            {
                return flow;
            }
        }

        return Flow.Normal;
    }

    private Flow RangeOverInteger(in Value dot, BranchNode range, in Value limit, int mark)
    {
        if (range.Pipe.Variables.Length > 1)
        {
            throw Error(ErrorText.Format($"can't use {Shown(limit)} to iterate over more than one variable"));
        }

        var type = limit.Type;
        var isSigned = limit.Kind <= GoKind.Int64;
        var count = limit.AsInt() < 0 && isSigned ? 0 : (ulong)limit.AsInt();
        for (ulong i = 0; i < count; i++)
        {
            var flow = Iterate(range, Value.Invalid, Value.FromInteger(type, (long)i), mark);
            if (flow is Flow.Break or Flow.Failed)
            {
                return flow;
            }
        }

        return count > 0 ? Flow.Normal : WalkAlternative(dot, range);
    }

    // Sets the loop's variables and runs the body once.
    private Flow Iterate(BranchNode range, in Value index, in Value element, int mark)
    {
        var variables = range.Pipe.Variables;
        if (variables.Length > 0 && range.Pipe.IsAssignment)
        {
            Assign(variables[0].Name, variables.Length > 1 ? index : element);
            if (variables.Length > 1)
            {
                Assign(variables[1].Name, element);
            }
        }
        else if (variables.Length > 0)
        {
            _variables.At(mark - 1) = element;
            if (variables.Length > 1)
            {
                _variables.At(mark - 2) = index;
            }
        }

        // An empty body takes time too.
        if (++_steps >= _nextCheck)
        {
            CheckSteps();
        }

        var flow = WalkList(element, range.Body);
        _variables.Pop(mark);
        return flow;
    }

    private void Assign(string name, in Value value)
    {
        var position = _variables.Find(name);
        if (position < 0)
        {
            throw Error("undefined variable: " + name);
        }

        _variables.At(position) = value;
    }

    private Flow WalkTemplate(in Value dot, TemplateNode call)
    {
        var body = _template.FindBody(call.Name)
            ?? throw Error($"template {GoFormat.Quote(call.Name)} not defined");
        if (_depth == Options.MaxTemplateDepth)
        {
            throw Error($"exceeded maximum template depth ({Options.MaxTemplateDepth})");
        }

        if (_depth >= DeepCalls && _depth % CallsBetweenChecks == 0)
        {
            CheckMemory();
        }

        var argument = call.Pipe is null ? Value.Invalid : EvaluatePipeline(dot, call.Pipe);
        var (callerName, callerBody, callerNode) = (_name, _body, _node);
        var outerFrame = _variables.EnterFrame();
        _depth++;
        (_name, _body) = (call.Name, body);
        _variables.Push(VariableNode.Root, argument);
        if (CallBody(argument, body.Root) == Flow.Failed)
        {
            return Flow.Failed;
        }

        _variables.LeaveFrame(outerFrame);
        (_name, _body, _node) = (callerName, callerBody, callerNode);
        _depth--;
        return Flow.Normal;
    }

    private void CheckMemory()
    {
        if (_depth == DeepCalls)
        {
            _callMemory.Begin(Options.MaxOutputBytes);
        }
        else if (!_callMemory.IsWithinLimit())
        {
            throw Error($"template calls within each other keep more than {Options.MaxOutputBytes} bytes");
        }
    }

    private Flow CallBody(in Value argument, ListNode body)
    {
        try
        {
            return DeepStack.HasRoom
                ? WalkList(argument, body)
                : DeepStack.Run(this, (argument, body), static (interpreter, call) => interpreter.WalkList(call.argument, call.body));
        }
        catch (TemplateException exception) when (_depth > DeepCalls)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            return Flow.Failed;
        }
    }

    // A number, boolean or similar value, which the template has read.
    private static ErrorText Shown(in Value value) => new(value.ToString() ?? "", $"a value of type {value.Type}");

    private TemplateException Error(ErrorText reason, Exception? cause = null)
        => ErrorMessage.Execution(_body, _name, _node, reason, cause);
}

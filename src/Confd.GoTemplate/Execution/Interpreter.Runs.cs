using System.Buffers;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Execution;

/// <content>The beginning and the end of a run.</content>
internal sealed partial class Interpreter
{
    // Between two runs of a thread its interpreter is kept here, with its memory but emptied.
    [ThreadStatic]
    private static Interpreter? t_idle;

    /// <summary>Runs a template. Output that was already written remains on failure.</summary>
    public static void Run(
        Template template, string name, TemplateBody body, IBufferWriter<byte> writer, RenderContext context, in Value dot)
    {
        context.CancellationToken.ThrowIfCancellationRequested();

        // A function that runs a template finds none here. An interpreter whose run fails is not kept.
        var interpreter = t_idle ?? new Interpreter();
        t_idle = null;
        interpreter.Begin(template, name, body, context);
        interpreter.Run(writer, dot);
        interpreter.Forget();
        t_idle = interpreter;
    }

    private void Begin(Template template, string name, TemplateBody body, RenderContext context)
    {
        _template = template;
        _context = context;
        _name = name;
        _body = body;
        _steps = 0;
        _nextCheck = Math.Min(StepsBetweenChecks, Options.MaxSteps);
    }

    private void Run(IBufferWriter<byte> writer, in Value dot)
    {
        _output.Begin(writer, _context);
        _variables.Push(VariableNode.Root, dot);
        try
        {
            WalkList(dot, _body.Root);
            _failure?.Throw();
        }
        finally
        {
            _output.End();
        }
    }

    // Releases all references to the run.
    private void Forget()
    {
        (_template, _context, _name, _body, _node) = (null!, null!, null!, null!, null);
        _output.Forget();
        _variables.Forget();
        ForgetArguments();
    }
}

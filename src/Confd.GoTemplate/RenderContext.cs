using System.Runtime.CompilerServices;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate;

/// <summary>What a function learns about the run it is called in. One per call of <see cref="Template.Render"/>, used by one
/// thread.</summary>
public sealed class RenderContext
{
    /// <summary>As many elements as take the memory of a list or a dictionary that has few, these not counted.</summary>
    public const int ElementsPerContainer = 10;

    // Between two looks at the cancellation token.
    private const int StepsBetweenLooks = 1024;

    private int _stepsToLook = StepsBetweenLooks;

    /// <summary>What a run passes to its functions; also for calling one outside of a template, as a test does.</summary>
    /// <param name="state">See <see cref="State"/>.</param>
    /// <param name="options">Default <see cref="TemplateOptions.Default"/>.</param>
    /// <param name="cancellationToken">Asks the run to stop.</param>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    public RenderContext(object? state = null, TemplateOptions? options = null, CancellationToken cancellationToken = default)
    {
        State = state;
        Options = options ?? TemplateOptions.Default;
        Options.Validate();
        CancellationToken = cancellationToken;
    }

    /// <summary>The object given to <see cref="Template.Render"/> for this run; null where none was given.</summary>
    public object? State { get; }

    /// <summary>The options the template was parsed with.</summary>
    public TemplateOptions Options { get; }

    /// <summary>Asks the run to stop. <see cref="Step"/> looks at it for functions whose work grows with what they are given.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>How many elements a list that a function makes may have: those that take as much memory as a run may write.</summary>
    public long MaxCount => Options.MaxOutputBytes / Unsafe.SizeOf<Value>();

    private ByteBuffer Scratch => field ??= new ByteBuffer { Limit = Options.MaxOutputBytes };

    private Printer ScratchPrinter => field ??= new Printer(Scratch, this);

    /// <summary>The run's state as its type.</summary>
    /// <typeparam name="T">The type given to <see cref="Template.Render"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The run was started with other state or none.</exception>
    public T GetState<T>()
        where T : class
        => State as T ?? throw new InvalidOperationException($"this run has no state of type {typeof(T).Name}");

    /// <summary>
    /// Counts an element that a function has looked at, and ends the run now and then where that was asked for. A loop whose length follows
    /// from values calls it once a round: lists that hold each other in a few lines of a template have more elements than any time suffices
    /// for.
    /// </summary>
    /// <exception cref="OperationCanceledException">The run is to stop.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        if (--_stepsToLook <= 0)
        {
            Look();
        }
    }

    /// <summary>Refuses what a function makes where it becomes larger than <see cref="TemplateOptions.MaxOutputBytes"/>.</summary>
    /// <param name="bytes">How large it is so far, or will be.</param>
    /// <exception cref="TemplateFunctionException">It is too large; <see cref="TemplateFunctionException.IsLimit"/> is true.</exception>
    public void CheckSize(long bytes)
    {
        if (bytes > Options.MaxOutputBytes)
        {
            throw TemplateFunctionException.TooLarge(Options.MaxOutputBytes);
        }
    }

    /// <summary>Refuses a list that a function makes where it has more than <see cref="MaxCount"/> elements.</summary>
    /// <param name="count">How many elements it has so far, or will have.</param>
    /// <exception cref="TemplateFunctionException">It is too large; <see cref="TemplateFunctionException.IsLimit"/> is true.</exception>
    public void CheckCount(long count)
    {
        if (count > MaxCount)
        {
            throw TemplateFunctionException.TooLarge(Options.MaxOutputBytes);
        }
    }

    /// <summary>Refuses what a function has made where it is larger than functions may make: further calls would make it larger
    /// still. Ends the run where that was asked for meanwhile: a few calls may take longer than many nodes.</summary>
    /// <exception cref="OperationCanceledException">The run is to stop.</exception>
    internal void CheckResult(in Value result)
    {
        CancellationToken.ThrowIfCancellationRequested();
        if (result.Kind == GoKind.String)
        {
            CheckSize(result.AsString().Length);
        }
        else if (result.Kind == GoKind.Slice)
        {
            CheckCount(result.AsSlice().Length);
        }
    }

    /// <summary>Go's <c>fmt.Sprint</c> as <see cref="GoFormat.Sprint"/> has it, within the limits of the run.</summary>
    /// <param name="arguments">What to print.</param>
    /// <exception cref="TemplateFunctionException">The text is too large.</exception>
    /// <exception cref="OperationCanceledException">The run is to stop.</exception>
    public ByteString Sprint(params ReadOnlySpan<Value> arguments) => Print(SpecialForm.Print, arguments).AsString();

    /// <summary>What a print function returns, put together in a buffer that the run keeps.</summary>
    internal Value Print(SpecialForm form, ReadOnlySpan<Value> arguments)
    {
        Scratch.Clear();
        ScratchPrinter.Print(form, arguments);
        return TakeScratch();
    }

    /// <summary>An escaped text, put together in the same way.</summary>
    internal Value Escape(Action<RenderContext, ByteBuffer, ReadOnlySpan<byte>> escape, ReadOnlySpan<byte> text)
    {
        Scratch.Clear();
        escape(this, Scratch, text);
        return TakeScratch();
    }

    private Value TakeScratch()
    {
        CheckSize(Scratch.Length);
        return Value.FromString(Scratch.ToByteString());
    }

    private void Look()
    {
        _stepsToLook = StepsBetweenLooks;
        CancellationToken.ThrowIfCancellationRequested();
    }
}

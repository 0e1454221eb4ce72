using System.Runtime.CompilerServices;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate;

/// <summary>The run in which a function is called. One per call of <see cref="Template.Render"/>, used by one
/// thread.</summary>
public sealed class RenderContext
{
    /// <summary>The number of elements that take as much memory as a small list or dictionary without its elements.</summary>
    public const int ElementsPerContainer = 10;

    // The number of steps between two checks of the cancellation token.
    private const int StepsBetweenLooks = 1024;

    private int _stepsToLook = StepsBetweenLooks;

    /// <summary>Creates the context of a run; also for calling a function outside of a template, as in a test.</summary>
    /// <param name="state">See <see cref="State"/>.</param>
    /// <param name="options">Default <see cref="TemplateOptions.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
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

    /// <summary>Cancels the run. <see cref="Step"/> checks it for functions whose work grows with their input.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The maximum number of elements of a list that a function creates: those that take as much memory as a run may
    /// write.</summary>
    public long MaxCount => Options.MaxOutputBytes / Unsafe.SizeOf<Value>();

    private ByteBuffer Scratch => field ??= new ByteBuffer { Limit = Options.MaxOutputBytes };

    private Printer ScratchPrinter => field ??= new Printer(Scratch, this);

    /// <summary>The run's state, cast to its type.</summary>
    /// <typeparam name="T">The type given to <see cref="Template.Render"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The run was started with other state or none.</exception>
    public T GetState<T>()
        where T : class
        => State as T ?? throw new InvalidOperationException($"this run has no state of type {typeof(T).Name}");

    /// <summary>
    /// Counts an element that a function has processed, and regularly checks for cancellation. A loop whose length depends on values calls
    /// it once a round: lists that contain each other, in a few lines of a template, can have more elements than could ever be
    /// processed.
    /// </summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        if (--_stepsToLook <= 0)
        {
            Look();
        }
    }

    /// <summary>Throws where a result of a function becomes larger than <see cref="TemplateOptions.MaxOutputBytes"/>.</summary>
    /// <param name="bytes">Its size so far, or its future size.</param>
    /// <exception cref="TemplateFunctionException">It is too large; <see cref="TemplateFunctionException.IsLimit"/> is true.</exception>
    public void CheckSize(long bytes)
    {
        if (bytes > Options.MaxOutputBytes)
        {
            throw TemplateFunctionException.TooLarge(Options.MaxOutputBytes);
        }
    }

    /// <summary>Throws where a list that a function creates has more than <see cref="MaxCount"/> elements.</summary>
    /// <param name="count">The number of its elements so far, or its future number.</param>
    /// <exception cref="TemplateFunctionException">It is too large; <see cref="TemplateFunctionException.IsLimit"/> is true.</exception>
    public void CheckCount(long count)
    {
        if (count > MaxCount)
        {
            throw TemplateFunctionException.TooLarge(Options.MaxOutputBytes);
        }
    }

    /// <summary>Throws where the result of a function exceeds the limits: further calls could enlarge it. Also checks for cancellation, as
    /// a few calls may take longer than many nodes.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
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

    /// <summary>Go's <c>fmt.Sprint</c>, like <see cref="GoFormat.Sprint"/>, within the limits of the run.</summary>
    /// <param name="arguments">The values to print.</param>
    /// <exception cref="TemplateFunctionException">The text is too large.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public ByteString Sprint(params ReadOnlySpan<Value> arguments) => Print(SpecialForm.Print, arguments).AsString();

    /// <summary>The result of a print function, built in a buffer that the run keeps.</summary>
    internal Value Print(SpecialForm form, ReadOnlySpan<Value> arguments)
    {
        Scratch.Clear();
        ScratchPrinter.Print(form, arguments);
        return TakeScratch();
    }

    /// <summary>An escaped text, built in the same buffer.</summary>
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

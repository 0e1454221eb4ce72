using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate;

/// <summary>What a function learns about the run it is called in. One per call of <see cref="Template.Render"/>, used by one
/// thread.</summary>
public sealed class RenderContext
{
    internal RenderContext(object? state, TemplateOptions options, CancellationToken cancellationToken)
    {
        State = state;
        Options = options;
        CancellationToken = cancellationToken;
    }

    /// <summary>The object given to <see cref="Template.Render"/> for this run; null where none was given.</summary>
    public object? State { get; }

    /// <summary>The options the template was parsed with.</summary>
    public TemplateOptions Options { get; }

    /// <summary>Asks the run to stop; long functions should look at it.</summary>
    public CancellationToken CancellationToken { get; }

    private ByteBuffer Scratch => field ??= new ByteBuffer { Limit = Options.MaxOutputBytes };

    private Printer ScratchPrinter => field ??= new Printer(Scratch);

    /// <summary>The run's state as its type.</summary>
    /// <typeparam name="T">The type given to <see cref="Template.Render"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The run was started with other state or none.</exception>
    public T GetState<T>()
        where T : class
        => State as T ?? throw new InvalidOperationException($"this run has no state of type {typeof(T).Name}");

    /// <summary>What a print function returns, put together in a buffer that the run keeps.</summary>
    internal Value Print(SpecialForm form, ReadOnlySpan<Value> arguments)
    {
        Scratch.Clear();
        ScratchPrinter.Print(form, arguments);
        return TakeScratch();
    }

    /// <summary>An escaped text, put together in the same way.</summary>
    internal Value Escape(Action<ByteBuffer, ReadOnlySpan<byte>> escape, ReadOnlySpan<byte> text)
    {
        Scratch.Clear();
        escape(Scratch, text);
        return TakeScratch();
    }

    private Value TakeScratch()
        => Scratch.Length <= Options.MaxOutputBytes
            ? Value.FromString(Scratch.ToByteString())
            : throw new TemplateFunctionException($"exceeded maximum output size ({Options.MaxOutputBytes} bytes)");
}

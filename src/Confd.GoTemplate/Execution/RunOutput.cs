using System.Buffers;
using Confd.GoTemplate.Formatting;

namespace Confd.GoTemplate.Execution;

/// <summary>
/// The output of a run: buffered, passed on in pieces, and never more than the limit. Where the limit stops something, a method returns
/// false, and the interpreter reports the node. Reused for many runs, one after the other.
/// </summary>
internal sealed class RunOutput
{
    private const int FlushBytes = 32 * 1024;

    // Kept between runs: enough for most runs.
    private const int KeptBytes = 2 * FlushBytes;

    private readonly ByteBuffer _buffer = new(capacity: 4096);
    private IBufferWriter<byte> _writer = null!;

    // How many bytes may still be passed on.
    private long _budget;

    public RunOutput() => Printer = new Printer(_buffer);

    /// <summary>Prints values here; <see cref="TryKeepLimit"/> has to follow.</summary>
    public Printer Printer { get; }

    /// <summary>Begins a run.</summary>
    public void Begin(IBufferWriter<byte> writer, RenderContext context)
    {
        _writer = writer;
        _budget = context.Options.MaxOutputBytes;
        _buffer.Limit = _budget;
        Printer.Context = context;
    }

    /// <summary>Adds a text; false where only a part of it fits.</summary>
    public bool TryWrite(ReadOnlySpan<byte> text)
    {
        var length = (long)_buffer.Length + text.Length;
        if (length < FlushBytes && length <= _budget)
        {
            _buffer.Append(text);
            return true;
        }

        return TryWriteMuch(text);
    }

    /// <summary>Removes output beyond the limit; false where there is any.</summary>
    public bool TryKeepLimit()
    {
        if (_buffer.Length > _budget)
        {
            _buffer.Truncate((int)_budget);
            return false;
        }

        FlushIfLong();
        return true;
    }

    /// <summary>Passes on the rest, also after a failure.</summary>
    public void End()
    {
        // A print function that was stopped at the limit may have exceeded it slightly.
        _buffer.Truncate((int)Math.Min(_buffer.Length, _budget));
        Flush();
    }

    /// <summary>Releases all references to an ended run, and most of the memory.</summary>
    public void Forget()
    {
        _writer = null!;
        _buffer.Empty(KeptBytes);
        Printer.Forget(KeptBytes);
    }

    private bool TryWriteMuch(ReadOnlySpan<byte> text)
    {
        var left = _budget - _buffer.Length;
        if (text.Length > left)
        {
            _buffer.Append(text[..(int)left]);
            return false;
        }

        if (text.Length < FlushBytes)
        {
            _buffer.Append(text);
            FlushIfLong();
            return true;
        }

        Flush();
        _writer.Write(text);
        _budget -= text.Length;
        return true;
    }

    private void FlushIfLong()
    {
        if (_buffer.Length >= FlushBytes)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_buffer.Length > 0)
        {
            _writer.Write(_buffer.Span);
            _budget -= _buffer.Length;
            _buffer.Clear();
        }
    }
}

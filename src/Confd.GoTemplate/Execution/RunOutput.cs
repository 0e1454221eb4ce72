using System.Buffers;
using Confd.GoTemplate.Formatting;

namespace Confd.GoTemplate.Execution;

/// <summary>
/// What one run has printed: gathered, handed on in pieces, and never more than the limit. Where the limit stops something, a method
/// answers false, and the interpreter says at which node.
/// </summary>
internal sealed class RunOutput : IDisposable
{
    private const int FlushBytes = 32 * 1024;

    private readonly IBufferWriter<byte> _writer;
    private readonly long _maxBytes;
    private readonly ByteBuffer _buffer = new(ArrayPool<byte>.Shared, capacity: 4096);
    private long _flushedBytes;

    public RunOutput(IBufferWriter<byte> writer, RenderContext context)
    {
        _writer = writer;
        _maxBytes = context.Options.MaxOutputBytes;
        _buffer.Limit = _maxBytes;
        Printer = new Printer(_buffer, context);
    }

    /// <summary>Prints values here; <see cref="TryKeepLimit"/> has to follow.</summary>
    public Printer Printer { get; }

    private long Room => _maxBytes - _flushedBytes;

    /// <summary>Adds a text, or as much of it as fits: then false.</summary>
    public bool TryWrite(ReadOnlySpan<byte> text)
    {
        var left = Room - _buffer.Length;
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
        _flushedBytes += text.Length;
        return true;
    }

    /// <summary>Cuts what was printed beyond the limit: then false.</summary>
    public bool TryKeepLimit()
    {
        if (_buffer.Length > Room)
        {
            _buffer.Truncate((int)Room);
            return false;
        }

        FlushIfLong();
        return true;
    }

    /// <summary>Hands on the rest, also after a failure.</summary>
    public void End()
    {
        // A print function that was stopped at the limit may have gone a little beyond it.
        _buffer.Truncate((int)Math.Min(_buffer.Length, Room));
        Flush();
    }

    /// <summary>Gives the memory back; nothing may be printed any more.</summary>
    public void Dispose() => _buffer.Dispose();

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
            _flushedBytes += _buffer.Length;
            _buffer.Clear();
        }
    }
}

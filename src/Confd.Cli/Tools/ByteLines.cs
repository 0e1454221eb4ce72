using Confd.Shared;
using Confd.Shared.Files;

namespace Confd.Cli.Tools;

/// <summary>The lines of a stream as bytes, read piece by piece: only the longest line has to fit into memory.</summary>
/// <param name="stream">The stream.</param>
/// <param name="maxBytes">The longest line, in bytes.</param>
internal sealed class ByteLines(Stream stream, long maxBytes = RegularFile.MaxBytes)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The number of the line read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Reads the next line, without its line feed and without a byte order mark at the very start; false at the end.</summary>
    /// <param name="line">Valid until the next call.</param>
    /// <exception cref="IOException">The stream cannot be read, or a line exceeds the limit for files.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        int length;
        while ((length = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n')) < 0)
        {
            searched = _end - _start;
            if (!Fill())
            {
                line = WithoutMark(_buffer.AsSpan(_start.._end));
                _start = _end;
                Number++;
                return searched > 0;
            }
        }

        length += searched;
        line = WithoutMark(_buffer.AsSpan(_start, length));
        _start += length + 1;
        Number++;
        return true;
    }

    // Moves the unread bytes to the front, doubles the buffer if it is full, and reads on.
    private bool Fill()
    {
        var rest = _buffer.AsSpan(_start.._end);
        if (rest.Length >= maxBytes)
        {
            throw new IOException($"line {Number + 1} is longer than {maxBytes} bytes");
        }

        var target = rest.Length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        rest.CopyTo(target);
        (_buffer, _start, _end) = (target, 0, rest.Length);
        var count = stream.Read(_buffer.AsSpan(_end));
        _end += count;
        return count > 0;
    }

    private ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> line) => Number == 0 ? ByteOrderMark.Cut(line) : line;
}

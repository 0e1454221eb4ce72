using System.Buffers;
using System.Globalization;
using System.Text;

namespace Confd.Backends.Redis.Connections;

/// <summary>
/// Validates what a server sends before the client reads it. The client trusts lengths: for one near 2^31 it reads outside of its buffer,
/// and the process crashes.
/// </summary>
/// <param name="inner">The connection; owned by this instance.</param>
/// <param name="refused">Called with the reason why nothing is read anymore.</param>
internal sealed class BoundedReplies(Stream inner, Action<Exception> refused) : Stream
{
    private const int MaxLineBytes = 64 << 10;
    private const int MaxElements = 1_000_000;
    private const int MaxErrorLength = 200;

    // After the bytes of a value.
    private const int LineEnd = 2;

    private readonly ArrayBufferWriter<byte> _line = new();
    private int _valueLeft;
    private int _elementsLeft = 1;
    private long _length;

    /// <summary>The last error response, shortened; null where there was none.</summary>
    public string? LastError { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        Look(buffer[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Look(buffer.Span[..count]);
        return count;
    }

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Look(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                var end = _valueLeft > 0 ? Math.Min(_valueLeft, bytes.Length) : bytes.IndexOf((byte)'\n') + 1;
                var part = end > 0 ? bytes[..end] : bytes;
                bytes = bytes[part.Length..];
                Require((_length += part.Length) <= ResponseLimit.Bytes);
                if (_valueLeft > 0)
                {
                    _valueLeft -= part.Length;
                    if (_valueLeft == 0)
                    {
                        EndElement();
                    }
                }
                else
                {
                    Require(_line.WrittenCount + part.Length <= MaxLineBytes);
                    _line.Write(part);
                    if (end > 0)
                    {
                        EndLine();
                    }
                }
            }
        }
        catch (InvalidDataException failed)
        {
            refused(failed);
            throw;
        }
    }

    private static void Require(bool isBounded)
    {
        if (!isBounded)
        {
            throw new InvalidDataException(ResponseLimit.Exceeded);
        }
    }

    private void EndLine()
    {
        var line = _line.WrittenSpan;
        var count = line[0] is (byte)'$' or (byte)'*' ? NumberOf(line) : 0;
        switch (line[0])
        {
            case (byte)'$' when count >= 0:
                Require(count <= ResponseLimit.Bytes);
                _valueLeft = count + LineEnd;
                break;
            case (byte)'*':
                Require(count <= MaxElements - _elementsLeft);
                _elementsLeft += Math.Max(count, 0);
                EndElement();
                break;
            case (byte)'-':
                LastError = Encoding.UTF8.GetString(line[1..Math.Min(line.Length, MaxErrorLength)]).TrimEnd();
                EndElement();
                break;
            case (byte)'+' or (byte)':' or (byte)'$':
                EndElement();
                break;
            default:
                throw Foreign();
        }

        _line.ResetWrittenCount();
    }

    private static int NumberOf(ReadOnlySpan<byte> line) =>
        int.TryParse(line[1..].TrimEnd("\r\n"u8), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Foreign();

    private static InvalidDataException Foreign() => new("the server is not Redis");

    private void EndElement()
    {
        if (--_elementsLeft == 0)
        {
            (_elementsLeft, _length) = (1, 0);
        }
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Confd.Shared;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>Reads a <c>text/event-stream</c> (WHATWG HTML, "Server-sent events", 9.2.6) and notices when it falls silent.</summary>
internal sealed class ServerSentEventReader(
    Stream stream, TimeSpan silence, TimeProvider clock, long maxEventBytes = ServerSentEventReader.DefaultMaxEventBytes)
{
    /// <summary>64 MB: more than any environment has, and what a small machine can hold.</summary>
    public const long DefaultMaxEventBytes = 64 * 1024 * 1024;

    private const int LargestKeptLine = 1024 * 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private ArrayBufferWriter<byte> _line = new();
    private long _dataBytes;
    private bool _isAfterCarriageReturn;
    private bool _isPastFirstLine;

    /// <summary>Reads to the end of the stream. An event that the end cuts off is dropped.</summary>
    /// <exception cref="TimeoutException">Nothing came for too long, not even a comment.</exception>
    /// <exception cref="EventTooLargeException">An event, or a line, is larger than the bound. What came of it is let go.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async IAsyncEnumerable<ServerSentEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var type = "";
        StringBuilder? data = null;
        await foreach (var line in ReadLinesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (line.Length == 0)
            {
                if (data is not null)
                {
                    yield return new ServerSentEvent(type.Length == 0 ? "message" : type, data.ToString());
                }

                type = "";
                data = null;
                _dataBytes = 0;
                continue;
            }

            var (field, value) = Split(line);
            if (field == "event")
            {
                type = value;
            }
            else if (field == "data")
            {
                // What was read of the event so far; the line at work is counted while it is read.
                _dataBytes += value.Length + 1;
                data = data is null ? new StringBuilder(value) : data.Append('\n').Append(value);
            }
        }
    }

    // A line that begins with a colon is a comment: its field name is empty.
    private static (string Field, string Value) Split(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return (line, "");
        }

        var value = line.AsSpan(colon + 1);
        return (line[..colon], (value is [' ', ..] ? value[1..] : value).ToString());
    }

    private async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int count; (count = await ReadSomeAsync(cancellationToken).ConfigureAwait(false)) > 0;)
        {
            for (var start = 0; start < count;)
            {
                if (TakeLine(_buffer.AsSpan(start, count - start), out var taken) is { } line)
                {
                    yield return line;
                }

                start += taken;
            }
        }
    }

    // Only the wait for bytes counts, however long whoever takes the events is at work between two of them.
    private async Task<int> ReadSomeAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await stream.ReadAsync(_buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {silence.TotalSeconds:0} seconds", exception);
        }
    }

    // Lines end with CR, LF or both; a line may come in many pieces. A byte order mark at the very start is none of the first line.
    private string? TakeLine(ReadOnlySpan<byte> bytes, out int taken)
    {
        if (_isAfterCarriageReturn && bytes[0] == '\n')
        {
            _isAfterCarriageReturn = false;
            taken = 1;
            return null;
        }

        _isAfterCarriageReturn = false;
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        var piece = end < 0 ? bytes : bytes[..end];
        if (_dataBytes + _line.WrittenCount + piece.Length > maxEventBytes)
        {
            throw new EventTooLargeException(
                $"an event is larger than {maxEventBytes} bytes, the most that is read; nothing of it was used");
        }

        _line.Write(piece);
        taken = end < 0 ? bytes.Length : end + 1;
        if (end < 0)
        {
            return null;
        }

        _isAfterCarriageReturn = bytes[end] == '\r';
        var written = _line.WrittenSpan;
        var line = Encoding.UTF8.GetString(_isPastFirstLine ? written : ByteOrderMark.Cut(written));
        _isPastFirstLine = true;

        // The first event has the whole environment, and the stream lives for hours.
        if (_line.Capacity > LargestKeptLine)
        {
            _line = new ArrayBufferWriter<byte>();
        }
        else
        {
            _line.ResetWrittenCount();
        }

        return line;
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Confd.Following;
using Confd.Shared;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>Reads a <c>text/event-stream</c> (WHATWG HTML, "Server-sent events", 9.2.6) and detects silence.</summary>
internal sealed class ServerSentEventReader(
    Stream stream, TimeSpan silence, TimeProvider clock, long maxEventBytes = ServerSentEventReader.DefaultMaxEventBytes)
{
    /// <summary>64 MB: more than any environment has, and few enough for a small machine.</summary>
    public const long DefaultMaxEventBytes = 64 * 1024 * 1024;

    private const int MaxKeptLength = 1024 * 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private ArrayBufferWriter<byte> _line = new();
    private ArrayBufferWriter<byte> _data = new();
    private int _dataStart;
    private bool _hasData;
    private string _type = "";
    private bool _isAfterCarriageReturn;
    private bool _isPastFirstLine;

    private int DataBytes => _data.WrittenCount - _dataStart;

    /// <summary>Reads to the end of the stream. An incomplete event at the end is dropped.</summary>
    /// <returns>The events. The data of each is valid until the next is requested.</returns>
    /// <exception cref="TimeoutException">Nothing was received for too long, not even a comment.</exception>
    /// <exception cref="EventTooLargeException">An event, or a line, is larger than the limit. Its part that was received is
    /// released.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async IAsyncEnumerable<ServerSentEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int count; (count = await ReadSomeAsync(cancellationToken).ConfigureAwait(false)) > 0;)
        {
            for (var start = 0; start < count;)
            {
                if (TakeLine(_buffer.AsSpan(start, count - start), out var taken))
                {
                    if (TakeField() is { } whole)
                    {
                        yield return whole;
                        whole.Release();
                        Forget();
                    }
                }

                start += taken;
            }
        }
    }

    // Invalid UTF-8 becomes the replacement character, as in every reader of such streams.
    private static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> bytes) =>
        Utf8.IsValid(bytes.Span) ? bytes : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes.Span));

    // The first event contains the whole environment, and the stream lives for hours.
    private static void Empty(ref ArrayBufferWriter<byte> writer)
    {
        if (writer.Capacity > MaxKeptLength)
        {
            writer = new ArrayBufferWriter<byte>();
        }
        else
        {
            writer.ResetWrittenCount();
        }
    }

    private void Forget()
    {
        Empty(ref _data);
        (_type, _dataStart, _hasData) = ("", 0, false);
    }

    // "data: x" or "data:x"; an empty line ends the event, which is returned. A line that begins with a colon is a comment: its field name
    // is empty.
    private ServerSentEvent? TakeField()
    {
        var start = TakeMark();
        var line = _line.WrittenSpan[start..];
        if (line.IsEmpty)
        {
            if (_hasData)
            {
                return new ServerSentEvent(_type.Length == 0 ? "message" : _type, Decode(_data.WrittenMemory[_dataStart..]));
            }

            Empty(ref _line);
            Forget();
            return null;
        }

        var colon = line.IndexOf((byte)':');
        var field = colon < 0 ? line : line[..colon];
        var valueStart = colon < 0 ? line.Length : colon + (line[(colon + 1)..] is [(byte)' ', ..] ? 2 : 1);
        if (field.SequenceEqual("data"u8))
        {
            AddData(start + valueStart);
        }
        else if (field.SequenceEqual("event"u8))
        {
            _type = Encoding.UTF8.GetString(line[valueStart..]);
        }

        Empty(ref _line);
        return null;
    }

    // An event's data is usually one line, which is used without copying it.
    private void AddData(int valueStart)
    {
        if (!_hasData)
        {
            (_line, _data, _dataStart, _hasData) = (_data, _line, valueStart, true);
            return;
        }

        _data.Write("\n"u8);
        _data.Write(_line.WrittenSpan[valueStart..]);
    }

    // Measures only the wait for bytes, not the time that the consumer takes between two events.
    private async Task<int> ReadSomeAsync(CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(silence, clock, cancellationToken);
        try
        {
            return await stream.ReadAsync(_buffer, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing was received for {silence.TotalSeconds:0} seconds", exception);
        }
    }

    // True where the line is complete. Lines end with CR, LF or both; a line may be received in many pieces.
    private bool TakeLine(ReadOnlySpan<byte> bytes, out int taken)
    {
        if (_isAfterCarriageReturn && bytes[0] == '\n')
        {
            _isAfterCarriageReturn = false;
            taken = 1;
            return false;
        }

        _isAfterCarriageReturn = false;
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        var piece = end < 0 ? bytes : bytes[..end];
        if (DataBytes + _line.WrittenCount + piece.Length > maxEventBytes)
        {
            throw new EventTooLargeException(
                $"an event is larger than {maxEventBytes} bytes, the most that is read; nothing of it was used");
        }

        _line.Write(piece);
        taken = end < 0 ? bytes.Length : end + 1;
        if (end < 0)
        {
            return false;
        }

        _isAfterCarriageReturn = bytes[end] == '\r';
        return true;
    }

    // A byte order mark at the start of the stream is not part of its first line.
    private int TakeMark()
    {
        var length = _isPastFirstLine ? 0 : _line.WrittenCount - ByteOrderMark.Cut(_line.WrittenSpan).Length;
        _isPastFirstLine = true;
        return length;
    }
}

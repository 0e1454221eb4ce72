using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Confd.Flags.Service.Revisions;

namespace Confd.Flags.Service.Http;

/// <summary>A body while it is written, with a JSON writer over it; both are used again by later answers. Not for two threads at once.</summary>
internal sealed class AnswerBuffer : IDisposable
{
    private const int MostKept = 64;

    // A buffer that grew beyond this is not kept: one large answer must not cost memory for ever.
    private const int MostKeptBytes = 1024 * 1024;

    private static readonly ConcurrentQueue<AnswerBuffer> Kept = new();

    private readonly ArrayBufferWriter<byte> _bytes = new(4 * 1024);

    private AnswerBuffer() => Json = new Utf8JsonWriter(_bytes, JsonBytes.Options);

    /// <summary>Writes JSON; to be flushed before bytes are written beside it.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>What has been written; valid until the buffer is disposed.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Takes an empty buffer.</summary>
    public static AnswerBuffer Rent() => Kept.TryDequeue(out var buffer) ? buffer : new AnswerBuffer();

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Lets the function write a JSON value at this place.</summary>
    public void WriteJson<T>(T state, Action<Utf8JsonWriter, T> write)
    {
        Json.Reset();
        write(Json, state);
        Json.Flush();
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        if (_bytes.Capacity <= MostKeptBytes && Kept.Count < MostKept)
        {
            Kept.Enqueue(this);
        }
        else
        {
            Json.Dispose();
        }
    }
}

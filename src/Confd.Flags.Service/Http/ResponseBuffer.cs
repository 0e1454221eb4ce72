using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Confd.Admission;
using Confd.Flags.Service.Revisions;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Http;

/// <summary>A response body while it is written, with a JSON writer over it; both are pooled. Not thread-safe.</summary>
internal sealed class ResponseBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstBytes = 4 * 1024;
    private const int MaxKept = 32;

    // A larger buffer is not pooled: one large response must not occupy memory for ever.
    private const int MaxKeptBytes = 256 * 1024;

    private static readonly ConcurrentQueue<ResponseBuffer> Kept = new();

    private byte[] _bytes = new byte[FirstBytes];
    private int _length;
    private Utf8JsonWriter? _json;
    private BodyBudget? _budget;
    private int _taken;

    private ResponseBuffer()
    {
    }

    /// <summary>The bytes that have been written; valid until the buffer is disposed.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Returns an empty buffer.</summary>
    /// <param name="budget">Reserves the buffer's memory until it is disposed; null: for small responses. If no memory is free, writing
    /// throws a <see cref="BadHttpRequestException"/> with status 503.</param>
    public static ResponseBuffer Rent(BodyBudget? budget = null)
    {
        var buffer = Kept.TryDequeue(out var kept) ? kept : new ResponseBuffer();
        buffer._budget = budget;
        if (!buffer.TryTake(buffer._bytes.Length))
        {
            // A small buffer is always possible.
            buffer._bytes = new byte[FirstBytes];
            buffer.TryTake(FirstBytes);
        }

        return buffer;
    }

    /// <summary>Writes bytes unchanged.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _length < bytes.Length)
        {
            Grow(bytes.Length);
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Writes a JSON value with a function.</summary>
    public void WriteJson<T>(T state, Action<Utf8JsonWriter, T> write)
    {
        _json ??= new Utf8JsonWriter(this, JsonBytes.Options);
        _json.Reset();
        write(_json, state);
        _json.Flush();
    }

    /// <summary>Discards the written bytes.</summary>
    public void Clear() => _length = 0;

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_bytes.Length - _length < Math.Max(sizeHint, 1))
        {
            Grow(Math.Max(sizeHint, 1));
        }

        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        _budget?.Release(_taken);
        (_budget, _taken) = (null, 0);
        if (_bytes.Length <= MaxKeptBytes && Kept.Count < MaxKept)
        {
            Kept.Enqueue(this);
        }
        else
        {
            _json?.Dispose();
        }
    }

    private void Grow(int atLeast)
    {
        // A large buffer grows by less: the unused part is memory that is held until the response is sent.
        var more = _bytes.Length < MaxKeptBytes ? _bytes.Length : _bytes.Length / 2;
        var length = Math.Max(_bytes.Length + more, _length + atLeast);
        if (!TryTake(length))
        {
            throw WholeResponse.NoRoom("answer");
        }

        Array.Resize(ref _bytes, length);
    }

    private bool TryTake(int length)
    {
        var before = _taken;
        _taken = length;
        return _budget?.TryGrow(before, length) != false;
    }
}

using System.Buffers;
using Amazon.Runtime.Internal.Transform;

namespace Confd.Aws.Responses;

/// <summary>The bytes of a response, read to their end with a size limit. Disposing it returns its buffer.</summary>
internal sealed class BufferedResponseBody : IHttpResponseBody
{
    /// <summary>DynamoDB's responses have at most 16 MB (BatchGetItem); a page of a Scan has 1 MB of items, which JSON makes
    /// larger.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private const int InitialBytes = 64 * 1024;
    private const int MaxKeptBytes = 4 * 1024 * 1024;

    // The shared pool keeps one buffer of each size for every thread that returned one: with pages of 1 MB, several megabytes.
    private static readonly ArrayPool<byte> LargeBuffers = ArrayPool<byte>.Create(MaxKeptBytes, maxArraysPerBucket: 1);

    private readonly int _length;
    private byte[]? _buffer;

    private BufferedResponseBody(byte[] buffer, int length)
    {
        _buffer = buffer;
        _length = length;
    }

    /// <summary>The whole body; must not be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Bytes => (_buffer ?? []).AsSpan(0, _buffer is null ? 0 : _length);

    /// <summary>Reads a body; cancellation also ends the read of a stalled connection.</summary>
    /// <returns>Null where it is larger than <see cref="MaxBytes"/>; the rest of it is not read.</returns>
    /// <exception cref="IOException">The connection broke, or the body ended early.</exception>
    public static async Task<BufferedResponseBody?> ReadAsync(IWebResponseData answer, CancellationToken cancellationToken)
    {
        if (answer.ContentLength > MaxBytes)
        {
            return null;
        }

        var buffer = Rent(answer.ContentLength < 0 ? InitialBytes : (int)answer.ContentLength + 1);
        try
        {
            var stream = await answer.ResponseBody.OpenResponseAsync().ConfigureAwait(false);
            var length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                length += read;
                if (length > MaxBytes)
                {
                    Return(buffer, buffer.Length);
                    return null;
                }

                if (length == buffer.Length)
                {
                    var larger = Rent(buffer.Length * 4);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    Return(buffer, length);
                    buffer = larger;
                }
            }

            return new BufferedResponseBody(buffer, length);
        }
        catch
        {
            Return(buffer, buffer.Length);
            throw;
        }
    }

    public Stream OpenResponse() =>
        new MemoryStream(_buffer ?? [], 0, _buffer is null ? 0 : _length, writable: false, publiclyVisible: true);

    public Task<Stream> OpenResponseAsync() => Task.FromResult(OpenResponse());

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            Return(buffer, _length);
        }
    }

    private static byte[] Rent(int length) => PoolOf(length).Rent(length);

    // Responses contain secrets and data keys, which the next user of the buffer must not see.
    private static void Return(byte[] buffer, int length)
    {
        buffer.AsSpan(0, length).Clear();
        PoolOf(buffer.Length).Return(buffer);
    }

    private static ArrayPool<byte> PoolOf(int length) => length > InitialBytes ? LargeBuffers : ArrayPool<byte>.Shared;
}

using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Http;

/// <summary>Reads bodies whole, up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>Reads a body and makes something of it. The bytes are valid only while the function runs.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large (413), came too slowly (408), or there is no room for it now
    /// (503).</exception>
    public static async ValueTask<T> ReadAsync<TState, T>(
        HttpRequest request, int mostBytes, BodyRoom room, TState state, BodyReader<TState, T> read)
    {
        if (request.ContentLength > mostBytes)
        {
            throw TooLarge();
        }

        var reader = request.BodyReader;
        ITimer? limit = null;
        var length = 0L;
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync(request.HttpContext.RequestAborted);
                limit ??= reading.IsCompleted ? null : room.After(Interrupt, reader);
                var result = await reading.ConfigureAwait(false);
                if (result.Buffer.Length > mostBytes)
                {
                    throw TooLarge();
                }

                if (result.IsCompleted)
                {
                    return Take(reader, result.Buffer, state, read);
                }

                var before = length;
                length = result.Buffer.Length;
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                if (!room.TryGrow(before, length))
                {
                    throw new BadHttpRequestException("there is no room for the body now", StatusCodes.Status503ServiceUnavailable);
                }

                if (result.IsCanceled)
                {
                    throw new BadHttpRequestException("the body came too slowly", StatusCodes.Status408RequestTimeout);
                }
            }
        }
        finally
        {
            if (limit is not null)
            {
                // Waits for the interruption, should it come now: the reader is not there for long.
                await limit.DisposeAsync().ConfigureAwait(false);
            }

            room.Release(length);
        }
    }

    private static T Take<TState, T>(PipeReader reader, ReadOnlySequence<byte> body, TState state, BodyReader<TState, T> read)
    {
        try
        {
            return body.IsSingleSegment ? read(state, body.FirstSpan) : read(state, body.ToArray());
        }
        finally
        {
            reader.AdvanceTo(body.End);
        }
    }

    private static void Interrupt(object? reader)
    {
        try
        {
            ((PipeReader)reader!).CancelPendingRead();
        }
        catch (Exception late) when (late is InvalidOperationException or OperationCanceledException or IOException)
        {
            // The request has ended in this moment.
        }
    }

    private static BadHttpRequestException TooLarge() => new("the body is too large", StatusCodes.Status413PayloadTooLarge);
}

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
                limit ??= reading.IsCompleted ? null : room.After(static one => ((PipeReader)one!).CancelPendingRead(), reader);
                var result = await reading.ConfigureAwait(false);
                if (result.Buffer.Length > mostBytes)
                {
                    throw TooLarge();
                }

                if (result.IsCompleted)
                {
                    try
                    {
                        return result.Buffer.IsSingleSegment ? read(state, result.Buffer.FirstSpan) : read(state, result.Buffer.ToArray());
                    }
                    finally
                    {
                        reader.AdvanceTo(result.Buffer.End);
                    }
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
            room.Release(length);
            limit?.Dispose();
        }
    }

    private static BadHttpRequestException TooLarge() => new("the body is too large", StatusCodes.Status413PayloadTooLarge);
}

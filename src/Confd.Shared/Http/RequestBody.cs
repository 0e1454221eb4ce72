using System.Buffers;
using System.IO.Pipelines;
using Confd.Admission;
using Microsoft.AspNetCore.Http;

namespace Confd.Shared.Http;

/// <summary>Reads complete bodies, up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>Requires a body that is sent as it is, for endpoints that decode none.</summary>
    /// <exception cref="BadHttpRequestException">It has a <c>Content-Encoding</c>, such as gzip (415).</exception>
    public static void RequireUnencoded(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException("Content-Encoding is not supported here", StatusCodes.Status415UnsupportedMediaType);
        }
    }

    /// <summary>Reads a body and converts it. The bytes are valid only while the function runs.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large (413), came too slowly (408), cannot be read (400), or there is no
    /// room for it now (503).</exception>
    public static async ValueTask<T> ReadAsync<TState, T>(
        HttpRequest request, int maxBytes, BodyBudget budget, TState state, BodyReader<TState, T> read)
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge();
        }

        var reader = request.BodyReader;
        Interruption? interruption = null;
        ITimer? limit = null;
        var length = 0L;
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync(request.HttpContext.RequestAborted);
                if (limit is null && !reading.IsCompleted)
                {
                    interruption = new Interruption(reader);
                    limit = budget.After(static its => ((Interruption)its!).Make(), interruption);
                }

                var result = await reading.ConfigureAwait(false);
                if (result.Buffer.Length > maxBytes)
                {
                    reader.AdvanceTo(result.Buffer.End);
                    throw TooLarge();
                }

                if (result.IsCompleted)
                {
                    return Take(reader, result.Buffer, state, read);
                }

                var before = length;
                length = result.Buffer.Length;
                var hasRoom = budget.TryGrow(before, length);

                // The buffer of a refused body is released immediately: the server keeps the connection for a while, to read the rest.
                reader.AdvanceTo(hasRoom ? result.Buffer.Start : result.Buffer.End, result.Buffer.End);
                if (!hasRoom)
                {
                    throw WholeResponse.NoRoom("body");
                }

                // The server also interrupts reads when it begins to stop: those may continue.
                if (result.IsCanceled && interruption is { IsMade: true })
                {
                    throw new BadHttpRequestException("the body came too slowly", StatusCodes.Status408RequestTimeout);
                }
            }
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            // Servers report in this way that a body is malformed, for example for an invalid chunk length.
            throw new BadHttpRequestException("the body cannot be read", StatusCodes.Status400BadRequest, broken);
        }
        finally
        {
            if (limit is not null)
            {
                // Waits for an interruption that may just be running: the reader is valid only until the request ends.
                await limit.DisposeAsync().ConfigureAwait(false);
            }

            budget.Release(length);
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

    private static BadHttpRequestException TooLarge() => new("the body is too large", StatusCodes.Status413PayloadTooLarge);

    // Interrupts a read whose time is over.
    private sealed class Interruption(PipeReader reader)
    {
        private volatile bool _isMade;

        public bool IsMade => _isMade;

        public void Make()
        {
            _isMade = true;
            try
            {
                reader.CancelPendingRead();
            }
            catch (Exception late) when (late is InvalidOperationException or OperationCanceledException or IOException)
            {
                // The request has just ended.
            }
        }
    }
}

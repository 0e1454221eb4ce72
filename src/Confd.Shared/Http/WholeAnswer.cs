using System.Text;
using Confd.Admission;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Confd.Shared.Http;

/// <summary>Answers as a whole: with their length, and without the body where HEAD asks.</summary>
internal static class WholeAnswer
{
    /// <summary>So many bytes of an answer are handed to the server at once. What waits for a client is then never more than this and the
    /// server's own buffer, and the time that the client gets is that of one piece, however large the answer is.</summary>
    public const int PieceBytes = 16 * 1024;

    /// <summary>Answers with bytes, which have to stay as they are until then.</summary>
    public static async Task SendAsync(HttpContext context, int status, StringValues contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.ContentType = contentType;
        response.Headers.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        try
        {
            for (var rest = body; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, PieceBytes)..])
            {
                var piece = rest[..Math.Min(rest.Length, PieceBytes)];
                var result = await response.BodyWriter.WriteAsync(piece, context.RequestAborted).ConfigureAwait(false);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, or was cut off as it takes too little.
        }
    }

    /// <summary>Answers with bytes that were made for this client, and take room until it has them.</summary>
    /// <exception cref="BadHttpRequestException">There is none (503).</exception>
    public static async Task SendMadeAsync(
        HttpContext context, int status, StringValues contentType, ReadOnlyMemory<byte> body, BodyRoom room)
    {
        try
        {
            if (!room.TryGrow(0, body.Length))
            {
                throw NoRoom();
            }

            await SendAsync(context, status, contentType, body).ConfigureAwait(false);
        }
        finally
        {
            room.Release(body.Length);
        }
    }

    /// <summary>An answer has to be refused, as too many wait for their clients.</summary>
    public static BadHttpRequestException NoRoom() =>
        new("there is no room for the answer now", StatusCodes.Status503ServiceUnavailable);

    /// <summary>Answers with a text.</summary>
    public static Task SendTextAsync(HttpContext context, int status, string text, string contentType = "text/plain; charset=utf-8") =>
        SendAsync(context, status, contentType, Encoding.UTF8.GetBytes(text));

    /// <summary>Answers a probe: <c>ok</c>, or what is wrong.</summary>
    public static Task SendProbeAsync(HttpContext context, string? problem) => problem is null
        ? SendTextAsync(context, StatusCodes.Status200OK, "ok")
        : SendTextAsync(context, StatusCodes.Status503ServiceUnavailable, problem);

    /// <summary>Refuses CONNECT. A good answer to it opens a tunnel and has no body: whoever would answer one fails.</summary>
    public static Task RefuseTunnelAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return SendTextAsync(context, StatusCodes.Status405MethodNotAllowed, "this is no proxy\n");
    }

    /// <summary>Answers with a status alone.</summary>
    public static Task SendEmptyAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            context.Response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }
}

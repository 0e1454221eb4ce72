using System.Text;
using Confd.Admission;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Confd.Shared.Http;

/// <summary>Sends complete answers: with their length, and without the body for HEAD.</summary>
internal static class WholeResponse
{
    /// <summary>How many bytes of an answer are handed to the server at a time. No more than this and the server's own buffer ever waits
    /// for a client, and the client's time limit is for one piece, however large the answer is.</summary>
    public const int PieceBytes = 16 * 1024;

    private const string PauseSeconds = "5";

    /// <summary>Sends bytes, which must not change until they are sent.</summary>
    public static async Task SendAsync(HttpContext context, int status, StringValues contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        SetStatus(response, status);
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
            // The client has gone, or was disconnected because it reads too slowly.
        }
    }

    /// <summary>Sends bytes that were produced for this client, and count as used room until they are sent.</summary>
    /// <exception cref="BadHttpRequestException">There is no room (503).</exception>
    public static async Task SendGeneratedAsync(
        HttpContext context, int status, StringValues contentType, ReadOnlyMemory<byte> body, BodyBudget budget)
    {
        try
        {
            if (!budget.TryGrow(0, body.Length))
            {
                throw NoRoom("answer");
            }

            await SendAsync(context, status, contentType, body).ConfigureAwait(false);
        }
        finally
        {
            budget.Release(body.Length);
        }
    }

    /// <summary>The exception for a body or an answer that is refused because there are too many.</summary>
    /// <param name="what">What there is no room for: <c>body</c>.</param>
    public static BadHttpRequestException NoRoom(string what) =>
        new($"there is no room for the {what} now", StatusCodes.Status503ServiceUnavailable);

    /// <summary>Sends a text.</summary>
    public static Task SendTextAsync(HttpContext context, int status, string text, string contentType = "text/plain; charset=utf-8") =>
        SendAsync(context, status, contentType, Encoding.UTF8.GetBytes(text));

    /// <summary>Answers a probe: <c>ok</c>, or the problem.</summary>
    public static Task SendProbeAsync(HttpContext context, string? problem) => problem is null
        ? SendTextAsync(context, StatusCodes.Status200OK, "ok")
        : SendTextAsync(context, StatusCodes.Status503ServiceUnavailable, problem);

    /// <summary>Refuses CONNECT: a successful answer to it opens a tunnel and has no body, so that writing one would fail.</summary>
    public static Task RefuseTunnelAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return SendTextAsync(context, StatusCodes.Status405MethodNotAllowed, "this is not a proxy\n");
    }

    /// <summary>Sends a status without a body.</summary>
    public static Task SendEmptyAsync(HttpContext context, int status)
    {
        SetStatus(context.Response, status);
        if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            context.Response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }

    // Every 503 says when to ask again: a lack of room or of data is expected to be over by then.
    private static void SetStatus(HttpResponse response, int status)
    {
        response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable && response.Headers.RetryAfter.Count == 0)
        {
            response.Headers.RetryAfter = PauseSeconds;
        }
    }
}

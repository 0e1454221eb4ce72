using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Confd.Shared.Http;

/// <summary>Answers as a whole: with their length, and without the body where HEAD asks.</summary>
internal static class WholeAnswer
{
    /// <summary>Answers with bytes, which have to stay as they are until then.</summary>
    public static async Task SendAsync(HttpContext context, int status, StringValues contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.ContentType = contentType;
        response.Headers.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
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

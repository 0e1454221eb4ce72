using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Confd.Shared.Http;

/// <summary>Answers to requests that fail.</summary>
internal static class FailedRequest
{
    /// <summary>True where the client is still there and no answer has begun. A wait that was cancelled by itself, such as that of a
    /// database, fails the request like any other error; where the client has gone, or the server has cut the connection,
    /// as for requests that are still under way at its end, no answer is needed.</summary>
    public static bool CanBeAnswered(HttpContext context, Exception failure) =>
        !context.Response.HasStarted
        && failure is not ConnectionAbortedException
        && (failure is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested);

    /// <summary>Announces the end of the connection where waiting for the rest of a refused body does not pay: it comes too slowly, or
    /// cannot be read. The rest of other bodies is read and dropped, and the connection stays open.</summary>
    public static void EndIfSlow(HttpResponse response, BadHttpRequestException refused)
    {
        if (refused.StatusCode is not (StatusCodes.Status413PayloadTooLarge or StatusCodes.Status503ServiceUnavailable))
        {
            response.Headers.Connection = "close";
        }
    }
}

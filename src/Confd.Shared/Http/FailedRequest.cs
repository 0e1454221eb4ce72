using Microsoft.AspNetCore.Http;

namespace Confd.Shared.Http;

/// <summary>Requests that fail: who is still told, and how to go on.</summary>
internal static class FailedRequest
{
    // In seconds. What there is no room or no data for now is there soon.
    private const string Pause = "5";

    /// <summary>True where there is somebody to tell, who has not heard anything yet. A wait that ended by itself, such as that of a
    /// database, fails the request like anything else; where the client has gone, it ends for nobody.</summary>
    public static bool CanBeAnswered(HttpContext context, Exception failure) =>
        !context.Response.HasStarted
        && (failure is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested);

    /// <summary>Says when to come again, where that helps.</summary>
    public static void AddPause(HttpResponse response, int status)
    {
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = Pause;
        }
    }

    /// <summary>Says that the connection ends where the rest of a refused body is not worth waiting for: it comes too slowly, or cannot be
    /// read. The rest of others is read away, and the connection goes on.</summary>
    public static void EndIfSlow(HttpResponse response, BadHttpRequestException refused)
    {
        if (refused.StatusCode is not (StatusCodes.Status413PayloadTooLarge or StatusCodes.Status503ServiceUnavailable))
        {
            response.Headers.Connection = "close";
        }
    }
}

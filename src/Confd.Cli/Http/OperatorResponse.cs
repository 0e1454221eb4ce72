using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Cli.Http;

/// <summary>Answers for operators.</summary>
internal static class OperatorResponse
{
    /// <summary>Answers <c>/metrics</c>: the collected metrics, and those of the process; 503 where too many answers already wait in
    /// memory.</summary>
    public static async Task SendMetricsAsync(HttpContext context, MetricCollector metrics)
    {
        if (!await metrics.Readers.WaitAsync(TimeSpan.Zero, context.RequestAborted))
        {
            context.Response.Headers.RetryAfter = "1";
            await WholeResponse.SendTextAsync(context, StatusCodes.Status503ServiceUnavailable, "too many concurrent scrapes\n");
            return;
        }

        try
        {
            var text = new PrometheusText();
            metrics.Visit(text.Add);
            ProcessMetrics.AddTo(text);
            await WholeResponse.SendTextAsync(context, StatusCodes.Status200OK, text.ToString(), PrometheusText.ContentType);
        }
        finally
        {
            metrics.Readers.Release();
        }
    }

    /// <summary>Answers an unknown path, in Go's words.</summary>
    public static Task SendNotFoundAsync(HttpContext context) =>
        WholeResponse.SendTextAsync(context, StatusCodes.Status404NotFound, "404 page not found\n");
}

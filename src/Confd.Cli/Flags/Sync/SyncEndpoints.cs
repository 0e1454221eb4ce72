using System.Text;
using Confd.Cli.Http;
using Confd.Flags.DynamoDb.Sync;
using Microsoft.AspNetCore.Http;

namespace Confd.Cli.Flags.Sync;

/// <summary><c>/health</c>: the process answers. <c>/ready</c>: the table is up to date. <c>/metrics</c>: counts, for Prometheus.</summary>
internal sealed class SyncEndpoints(Func<FlagSyncState> state, MetricCollector metrics)
{
    private const string Text = "text/plain; charset=utf-8";

    public Task AnswerAsync(HttpContext context) => (string?)context.Request.Path switch
    {
        "/health" => WriteAsync(context, StatusCodes.Status200OK, Text, "ok"),
        "/ready" => AnswerReadyAsync(context),
        "/metrics" => WriteAsync(context, StatusCodes.Status200OK, PrometheusText.ContentType, Expose()),
        _ => WriteAsync(context, StatusCodes.Status404NotFound, Text, "404 page not found\n"),
    };

    public static async Task WriteAsync(HttpContext context, int status, string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private Task AnswerReadyAsync(HttpContext context)
    {
        var now = state();
        return now.IsHealthy
            ? WriteAsync(context, StatusCodes.Status200OK, Text, "ok")
            : WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Text, "flag sync unhealthy: " + (now.Problem ?? "not synchronized yet"));
    }

    private string Expose()
    {
        var text = new PrometheusText();
        metrics.Visit(text.Add);
        ProcessMetrics.AddTo(text);
        return text.ToString();
    }
}

using Confd.Cli.Http;
using Confd.Cli.Tools;
using Confd.Flags.Sync;
using Microsoft.AspNetCore.Http;

namespace Confd.Cli.Flags.Sync;

/// <summary><c>/health</c>: the process answers. <c>/ready</c>: the table is up to date, and was looked at. <c>/metrics</c>: counts, for
/// Prometheus.</summary>
internal sealed class SyncEndpoints(Func<FlagSyncState> state, MetricCollector metrics)
{
    /// <summary>Answers a request for any path.</summary>
    public Task AnswerAsync(HttpContext context) => (string?)context.Request.Path switch
    {
        "/health" => HttpAnswer.SendTextAsync(context, StatusCodes.Status200OK, "ok"),
        "/ready" => AnswerReadyAsync(context),
        "/metrics" => HttpAnswer.SendMetricsAsync(context, metrics),
        _ => HttpAnswer.SendNotFoundAsync(context),
    };

    private Task AnswerReadyAsync(HttpContext context)
    {
        var now = state();
        var refusal = now.Refusal is { } refused ? refused + Remedy.ForRemoval : null;
        return now.IsHealthy
            ? HttpAnswer.SendTextAsync(
                context, StatusCodes.Status200OK, refusal is null ? "ok" : "ok, with the earlier flags: " + refusal)
            : HttpAnswer.SendTextAsync(
                context, StatusCodes.Status503ServiceUnavailable, "flag sync unhealthy: " + (
                    now.Problem ?? refusal ?? "not synchronized yet"));
    }
}

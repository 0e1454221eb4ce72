using Confd.Cli.Http;
using Confd.Cli.Tools;
using Confd.Flags.Sync;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Cli.Flags.Sync;

/// <summary><c>/health</c>: the process responds. <c>/ready</c>: the table is up to date, and was checked. <c>/metrics</c>: counts, for
/// Prometheus.</summary>
internal sealed class SyncEndpoints(Func<FlagSyncState> state, MetricCollector metrics)
{
    /// <summary>Answers a request for any path.</summary>
    public Task HandleAsync(HttpContext context) => (string?)context.Request.Path switch
    {
        "/health" => WholeResponse.SendProbeAsync(context, problem: null),
        "/ready" => AnswerReadyAsync(context),
        "/metrics" => OperatorResponse.SendMetricsAsync(context, metrics),
        _ => OperatorResponse.SendNotFoundAsync(context),
    };

    private Task AnswerReadyAsync(HttpContext context)
    {
        var now = state();
        var refusal = now.Refusal is { } refused ? refused + Remedy.ForRemoval : null;
        return now.IsHealthy && refusal is not null
            ? WholeResponse.SendTextAsync(context, StatusCodes.Status200OK, "ok, with the earlier flags: " + refusal)
            : WholeResponse.SendProbeAsync(
                context, now.IsHealthy ? null : "flag sync unhealthy: " + (now.Problem ?? refusal ?? "not synchronized yet"));
    }
}

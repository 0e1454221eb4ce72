using System.Text.Json;
using Confd.Flags.Client;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Http;
using Confd.Flags.Service.Receiving;
using Confd.Flags.Service.Streams;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Status;

/// <summary><c>/status</c> in the format of LaunchDarkly's Relay Proxy; <c>/health</c>: the process responds; <c>/ready</c>: the flags have
/// been read.</summary>
internal sealed class StatusEndpoint(
    IReadOnlyList<FlagEnvironment> environments, EventStreams streams, EventCounter events, string version, TimeProvider clock)
{
    // The time after which an environment with a failing store counts as disconnected, as in the Relay Proxy.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    /// <summary>Handles one of the paths, and responds to any other with 404.</summary>
    public Task HandleAsync(HttpContext context) => (string?)context.Request.Path switch
    {
        _ when HttpMethods.IsConnect(context.Request.Method) => WholeResponse.RefuseTunnelAsync(context),
        "/status" => AnswerStatusAsync(context),
        "/health" => WholeResponse.SendProbeAsync(context, problem: null),
        "/ready" => WholeResponse.SendProbeAsync(
            context, FindUnready() is { } name ? $"the flags of {name} have not been read yet" : null),
        _ => Answers.SendMessageAsync(context, StatusCodes.Status404NotFound, "nothing is served at this path"),
    };

    private string? FindUnready() => environments.FirstOrDefault(environment => !environment.Client.IsReady)?.Options.Name;

    private async Task AnswerStatusAsync(HttpContext context)
    {
        var read = await Task.WhenAll(environments.Where(environment => environment.HasBigSegments).Select(
            async environment => (environment, status: await environment.Client.GetBigSegmentStoreStatusAsync().ConfigureAwait(false))))
            .ConfigureAwait(false);
        var bigSegments = read.ToDictionary(entry => entry.environment, entry => entry.status);

        using var buffer = ResponseBuffer.Rent();
        buffer.WriteJson((Endpoint: this, bigSegments), static (writer, status) => status.Endpoint.Write(writer, status.bigSegments));
        context.Response.Headers.CacheControl = "no-store";
        await Answers.SendJsonAsync(context, StatusCodes.Status200OK, buffer.Written).ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter writer, Dictionary<FlagEnvironment, BigSegmentStoreStatus> bigSegments)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("environments"u8);
        foreach (var environment in environments)
        {
            writer.WriteStartObject(environment.Options.Name);
            Write(writer, environment);
            if (bigSegments.TryGetValue(environment, out var status))
            {
                Write(writer, status);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteString("status"u8, environments.All(IsConnected) ? "healthy" : "degraded");
        writer.WriteString("version"u8, version);
        writer.WriteString("clientVersion"u8, version);
        writer.WriteNumber("streams"u8, streams.Count);
        writer.WriteStartObject("events"u8);
        writer.WriteNumber("taken"u8, events.Taken);
        writer.WriteNumber("refused"u8, events.Refused);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, FlagEnvironment environment)
    {
        var options = environment.Options;
        if (options.SdkKeys is [var sdkKey, ..])
        {
            writer.WriteString("sdkKey"u8, MaskedKey.Of(sdkKey));
        }

        if (options.EnvironmentId is { } id)
        {
            writer.WriteString("envId"u8, id);
        }

        if (options.MobileKeys is [var mobileKey, ..])
        {
            writer.WriteString("mobileKey"u8, MaskedKey.Of(mobileKey));
        }

        var health = environment.Client.Health;
        var state = environment.Current is null ? "INITIALIZING" : health.IsReadable ? "VALID" : "INTERRUPTED";
        writer.WriteString("status"u8, IsConnected(environment) ? "connected" : "disconnected");
        writer.WriteStartObject("connectionStatus"u8);
        writer.WriteString("state"u8, state);
        writer.WriteNumber("stateSince"u8, health.Since.ToUnixTimeMilliseconds());
        if (health.LastFailure is { } time)
        {
            writer.WriteStartObject("lastError"u8);
            writer.WriteString("kind"u8, "STORE_ERROR");
            writer.WriteNumber("time"u8, time.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("dataStoreStatus"u8);
        writer.WriteString("state"u8, health.IsReadable ? "VALID" : "INTERRUPTED");
        writer.WriteNumber("stateSince"u8, health.Since.ToUnixTimeMilliseconds());
        writer.WriteString("database"u8, options.Database);
        writer.WriteString("dbTable"u8, options.Table);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BigSegmentStoreStatus status)
    {
        writer.WriteStartObject("bigSegmentStatus"u8);
        writer.WriteBoolean("available"u8, status.IsAvailable);
        writer.WriteBoolean("potentiallyStale"u8, status.IsStale);
        if (status.SynchronizedOn is { } time)
        {
            writer.WriteNumber("lastSynchronizedOn"u8, time.ToUnixTimeMilliseconds());
        }

        writer.WriteEndObject();
    }

    private bool IsConnected(FlagEnvironment environment) =>
        environment.Current is not null
        && (environment.Client.Health is { IsReadable: true } || clock.GetUtcNow() - environment.Client.Health.Since < MaxWait);
}

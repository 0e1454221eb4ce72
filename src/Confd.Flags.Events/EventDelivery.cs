using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Following;
using Confd.Shared;
using Confd.Shared.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Events;

/// <summary>Posts JSON to LaunchDarkly: retries once after a failure, and stops after a permanent rejection.</summary>
internal sealed partial class EventDelivery(LaunchDarklyOptions service, FlagEventOptions options) : IDisposable
{
    private readonly LaunchDarklyConnection _connection = new(service);
    private readonly ILogger _logger = options.Logger ?? NullLogger.Instance;
    private readonly Refusal _ofEvents = new();
    private readonly Refusal _ofDiagnostics = new();

    /// <summary>True once the service has permanently rejected events: nothing more is sent. A rejection of diagnostics, which gateways may
    /// not support, does not affect events.</summary>
    public bool IsRefused => _ofEvents.IsPermanent;

    /// <summary>Posts events; never fails.</summary>
    /// <returns>The service's time, if the response has it.</returns>
    public Task<DateTimeOffset?> PostEventsAsync(ReadOnlyMemory<byte> json, int count, CancellationToken cancellationToken)
    {
        // The same id for both attempts: the service counts duplicates once.
        var id = Guid.NewGuid().ToString();
        return PostAsync(
            _ofEvents,
            "bulk",
            json,
            $"{count} events",
            [new("X-LaunchDarkly-Event-Schema", EventJson.SchemaVersion), new("X-LaunchDarkly-Payload-ID", id)],
            cancellationToken);
    }

    /// <summary>Logs events that cannot be written.</summary>
    public void ReportUnwritable(int count) => LogLost(_logger, $"{count} events", "they are nested too deep");

    /// <summary>Logs events that were not sent before the time to close was used up.</summary>
    public void ReportNotSent(int count) => LogLost(_logger, $"{count} events", "the time to close was used up");

    /// <summary>Logs that events were lost by an unexpected exception, without its message, which may contain anything.</summary>
    public void ReportDefect(Exception failure) => LogLost(_logger, "events", $"an unexpected {failure.GetType().Name}");

    /// <summary>Posts a diagnostic event; never fails.</summary>
    public Task PostDiagnosticAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        PostAsync(_ofDiagnostics, "diagnostic", json, "a diagnostic event", [], cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private async Task<DateTimeOffset?> PostAsync(
        Refusal refusal,
        string path,
        ReadOnlyMemory<byte> json,
        string what,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken)
    {
        if (refusal.IsPermanent || IsRefused)
        {
            return null;
        }

        // Both attempts send the same memory, which is not written to anymore.
        var body = options.UsesGzip ? Gzip.Pack(json.Span, CompressionLevel.Fastest) : json;
        var address = new Uri($"{service.EventsUri.AbsoluteUri.TrimEnd('/')}/{path}");
        for (var attempt = 1; ; attempt++)
        {
            var (problem, isWorthAnother, time) =
                await TryPostAsync(refusal, address, body, headers, cancellationToken).ConfigureAwait(false);
            if (problem is null)
            {
                return time;
            }

            if (refusal.IsPermanent)
            {
                if (IsRefused)
                {
                    LogRefused(_logger, problem);
                }
                else
                {
                    LogDiagnosticsRefused(_logger, problem);
                }

                return time;
            }

            if (!isWorthAnother || attempt == 2 || cancellationToken.IsCancellationRequested)
            {
                LogLost(_logger, what, problem);
                return time;
            }

            LogFailed(_logger, what, problem);
            await Task.Delay(options.RetryDelay, options.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(string? Problem, bool IsWorthAnother, DateTimeOffset? Time)> TryPostAsync(
        Refusal refusal,
        Uri address,
        ReadOnlyMemory<byte> body,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(options.RequestTimeout, options.Clock, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = ContentOf(body) };
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await _connection.SendAsync(request, limit.Token).ConfigureAwait(false);
            return Validate(response, refusal);
        }
        catch (OperationCanceledException) when (limit.Token.IsCancellationRequested)
        {
            return (limit.HasPassed ? $"no answer within {options.RequestTimeout.TotalSeconds:0} seconds" : "it was stopped", true, null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return ((exception.InnerException ?? exception).Message, true, null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // From a client that was passed in, with the program's handlers.
            return ($"an unexpected {exception.GetType().Name}", true, null);
        }
    }

    private static (string? Problem, bool IsWorthAnother, DateTimeOffset? Time) Validate(HttpResponseMessage response, Refusal refusal)
    {
        var (status, time) = (response.StatusCode, response.Headers.Date);
        if (response.IsSuccessStatusCode)
        {
            return (null, false, time);
        }

        var problem = $"the service answered {(int)status}";
        if (status == HttpStatusCode.RequestEntityTooLarge)
        {
            return (problem, false, time);
        }

        if (PermanentStatus.Is(status))
        {
            refusal.Set();
        }

        return (problem, true, time);
    }

    private ReadOnlyMemoryContent ContentOf(ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        if (options.UsesGzip)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return content;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} could not be sent and will be sent once more: {Problem}")]
    private static partial void LogFailed(ILogger logger, string what, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} could not be sent and are lost: {Problem}")]
    private static partial void LogLost(ILogger logger, string what, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "No more events are sent: {Problem}; check the SDK key and the address of events")]
    private static partial void LogRefused(ILogger logger, string problem);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "No more diagnostics are sent: {Problem}; events are")]
    private static partial void LogDiagnosticsRefused(ILogger logger, string problem);

    private sealed class Refusal
    {
        private volatile bool _isPermanent;

        /// <summary>True once rejected permanently: a later transient failure does not reset it.</summary>
        public bool IsPermanent => _isPermanent;

        public void Set() => _isPermanent = true;
    }
}

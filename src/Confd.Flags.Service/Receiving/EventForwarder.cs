using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Confd.Shared;
using Confd.Shared.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Service.Receiving;

/// <summary>Forwards events to LaunchDarkly, or to a compatible service, with the key or id that the SDK used. A failed delivery is retried
/// once, as by SDKs, in parallel to later ones; if the retry fails too, or too many are waiting for it, the delivery is lost.</summary>
public sealed partial class EventForwarder : IEventReceiver, IAsyncDisposable, IDisposable
{
    private const int MaxWaiting = 256;
    private const int Senders = 4;
    private const int RetrySenders = 2;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    private readonly WaitingEvents _waiting = new(MaxWaiting);
    private readonly EventRetries _retries;
    private readonly ConcurrentDictionary<string, LogThrottle> _lost = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LogThrottle> _refused = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _givingUp = new();
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _sending;
    private readonly Task _sendingAgain;
    private int _unsent;
    private int _isDisposed;

    /// <summary>Starts to forward.</summary>
    /// <param name="http">Sends the requests; not disposed with the forwarder.</param>
    /// <param name="address">The service, such as <c>https://events.launchdarkly.com</c>, or another base address for paths like
    /// <c>/bulk</c>.</param>
    /// <param name="clock">The clock; null: the system's.</param>
    /// <param name="logger">Logs lost events; null: they are not logged.</param>
    public EventForwarder(HttpClient http, Uri address, TimeProvider? clock = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(address);
        _http = http;
        _address = address;
        _clock = clock ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _retries = new EventRetries(RetryDelay, _clock);
        _sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(SendAsync)));
        _sendingAgain = Task.WhenAll(Enumerable.Range(0, RetrySenders).Select(_ => Task.Run(SendAgainAsync)));
    }

    /// <inheritdoc/>
    public bool TryAccept(ReceivedEvents events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return _waiting.TryAdd(events);
    }

    /// <summary>Sends the pending events, once, and stops: after five seconds, unsent events are lost.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _waiting.End();
        await _ending.CancelAsync().ConfigureAwait(false);
        var end = EndAsync();
        try
        {
            await end.WaitAsync(EndTime, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _givingUp.CancelAsync().ConfigureAwait(false);
            await end.ConfigureAwait(false);
            LogUnsent(_logger, _unsent);
        }
        finally
        {
            _ending.Dispose();
            _givingUp.Dispose();
        }
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task EndAsync()
    {
        await _sending.ConfigureAwait(false);
        _retries.End();
        await _sendingAgain.ConfigureAwait(false);
    }

    // A failed delivery does not block others: a client could otherwise stop them by sending invalid data.
    private async Task SendAsync()
    {
        await foreach (var events in _waiting.ReadAllAsync().ConfigureAwait(false))
        {
            if (await TrySendAsync(events).ConfigureAwait(false) is { } problem
                && (_ending.IsCancellationRequested || !_retries.TryAdd(events)))
            {
                Lose(events, problem);
            }
        }
    }

    private async Task SendAgainAsync()
    {
        await foreach (var events in _retries.ReadAllAsync(_ending.Token).ConfigureAwait(false))
        {
            if (await TrySendAsync(events).ConfigureAwait(false) is { } problem)
            {
                Lose(events, problem);
            }
        }
    }

    private void Lose(ReceivedEvents events, string problem)
    {
        if (_givingUp.IsCancellationRequested)
        {
            Interlocked.Increment(ref _unsent);
        }
        else if (IsDue(_lost, events, out var count))
        {
            LogLost(_logger, events.Environment, problem, count);
        }
    }

    private bool IsDue(ConcurrentDictionary<string, LogThrottle> lines, ReceivedEvents events, out int count) =>
        lines.GetOrAdd(events.Environment, static (_, clock) => new LogThrottle(clock), _clock).IsDue(out count);

    // Returns the problem; null: none, or one that a retry cannot solve.
    private async Task<string?> TrySendAsync(ReceivedEvents events)
    {
        try
        {
            using var request = RequestOf(events);
            // Only the status of the response counts: its body is not read, whatever its size.
            using var response = await _http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _givingUp.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            if (PermanentStatus.Is(response.StatusCode))
            {
                if (IsDue(_refused, events, out var count))
                {
                    LogRefused(_logger, events.Environment, status, count);
                }

                return null;
            }

            return status is >= 200 and < 300 ? null : $"status {status}";
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return failure.Message;
        }
        catch (Exception unforeseen)
        {
            // From a client that was passed in. Whatever the failure of one delivery, those after it are sent.
            return $"an unexpected {unforeseen.GetType().Name}";
        }
    }

    private HttpRequestMessage RequestOf(ReceivedEvents events)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address.AbsoluteUri.TrimEnd('/') + events.Path));
        request.Content = new ReadOnlyMemoryContent(events.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Add("Authorization", events.Key);
        Add("X-LaunchDarkly-Event-Schema", events.Schema);
        Add("X-LaunchDarkly-Payload-ID", events.PayloadId);
        Add("X-LaunchDarkly-Tags", events.Tags);
        Add("X-LaunchDarkly-Wrapper", events.Wrapper);
        Add("X-LaunchDarkly-Instance-Id", events.InstanceId);
        Add("User-Agent", events.UserAgent);
        return request;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Deliveries of events that were still waiting to be forwarded at the end, and are lost: {Count}")]
    private static partial void LogUnsent(ILogger logger, int count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Events of the environment {Environment} could not be forwarded, and are lost: {Problem}; "
            + "deliveries since the last such message: {Count}")]
    private static partial void LogLost(ILogger logger, string environment, string problem, int count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Events of the environment {Environment} were refused with status {Status}, and are lost; "
            + "deliveries since the last such message: {Count}")]
    private static partial void LogRefused(ILogger logger, string environment, int status, int count);
}

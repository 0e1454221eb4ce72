using Confd.Flags.Sync.LaunchDarkly;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Events;

/// <summary>Sends a client's events to LaunchDarkly, or to a relay: for <c>FlagClientOptions.Events</c>.</summary>
/// <remarks>
/// <para>
/// Evaluations are counted and sent as summaries; for a flag whose events are tracked, or that is debugged, each evaluation is sent too. A
/// context is described once, until it is forgotten. Private attributes never leave the process.
/// </para>
/// <para>
/// Sending never blocks an evaluation and never makes one fail: a failed request is retried once, then its events are lost, with a warning.
/// Thread-safe; one sender serves one client, which disposes of it.
/// </para>
/// </remarks>
public sealed partial class FlagEventSender : IFlagEvents, IDisposable
{
    private readonly FlagEventOptions _options;
    private readonly DeferredLogger _logger;
    private readonly EventBuffer _buffer;
    private readonly EventJson _json;
    private readonly EventDelivery _delivery;
    private readonly Diagnostics? _diagnostics;
    private readonly SemaphoreSlim _oneSending = new(1, 1);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _end;
    private readonly Task _flushing;
    private readonly Task _diagnosing;
    private int _isDisposed;

    /// <summary>Creates a sender; nothing is sent before there are events.</summary>
    /// <param name="service">The service and the credentials.</param>
    /// <param name="options">What is sent, and how often.</param>
    /// <exception cref="ArgumentException">The SDK key cannot be sent as a header, an address is not one of http or https, a private
    /// attribute is not a valid reference, or another option is invalid.</exception>
    public FlagEventSender(LaunchDarklyOptions service, FlagEventOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        options ??= new();
        options.Validate();
        _logger = new DeferredLogger(options.Logger);
        _options = options with { Logger = _logger };
        _buffer = new EventBuffer(_options);
        _json = new EventJson(_options);
        _delivery = new EventDelivery(service, _options);
        _diagnostics = _options.SendsDiagnostics ? new Diagnostics(service, _options, _buffer) : null;
        _end = _ending.Token;
        _flushing = Detached.Start(() => FlushRepeatedlyAsync(_lifetime.Token));
        _diagnosing = Detached.Start(() => DiagnoseAsync(_lifetime.Token));
    }

    /// <inheritdoc/>
    public void Add(FlagEvent flagEvent)
    {
        if (!_delivery.IsRefused)
        {
            _buffer.Add(flagEvent);
        }
    }

    /// <inheritdoc/>
    public void UseLogger(ILogger logger) => _logger.Use(logger);

    /// <inheritdoc/>
    /// <remarks>One at a time: a second call sends the events that were added meanwhile. Does nothing after the sender is
    /// disposed.</remarks>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _isDisposed) == 0)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end);
            try
            {
                await SendAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // The sender has been disposed meanwhile, and has logged the outcome of the events.
            }
        }
    }

    /// <summary>Sends the pending events, then closes the sender, within <see cref="FlagEventOptions.CloseTime"/>; events that were not
    /// sent by then are lost, with a warning.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        var limit = _options.Clock.CreateTimer(_ => _ending.Cancel(), null, _options.CloseTime, Timeout.InfiniteTimeSpan);
        await _lifetime.CancelAsync().ConfigureAwait(false);
        try
        {
            // Whatever their outcome: pending events are sent, and nothing stays open.
            await Task.WhenAll(_flushing, _diagnosing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TrySendAsync().ConfigureAwait(false);
        }
        finally
        {
            await limit.DisposeAsync().ConfigureAwait(false);
            _delivery.Dispose();
            _lifetime.Dispose();
            _ending.Dispose();
        }
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await _oneSending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_buffer.Take() is not { } payload)
            {
                return;
            }

            _diagnostics?.Sent(payload.Count);
            var json = _json.ToUtf8(payload, out var lost);
            if (lost > 0)
            {
                _delivery.ReportUnwritable(lost);
            }

            if (await _delivery.PostEventsAsync(json, payload.Count - lost, cancellationToken).ConfigureAwait(false) is { } time)
            {
                _buffer.RecordServiceTime(time);
            }
        }
        finally
        {
            _oneSending.Release();
        }
    }

    // A request that was started before closing is completed if there is time. After an unexpected exception, sending continues.
    private async Task TrySendAsync()
    {
        try
        {
            await SendAsync(_end).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            if (_buffer.Take() is { } left)
            {
                _delivery.ReportNotSent(left.Count);
            }
        }
        catch (Exception failure)
        {
            _delivery.ReportDefect(failure);
        }
    }

    private async Task FlushRepeatedlyAsync(CancellationToken stop)
    {
        if (_options.FlushInterval == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        using var timer = new PeriodicTimer(_options.FlushInterval, _options.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await TrySendAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task DiagnoseAsync(CancellationToken stop)
    {
        if (_diagnostics is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(_options.DiagnosticInterval, _options.Clock);
        try
        {
            await TryDiagnoseAsync(_diagnostics.First, stop).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await TryDiagnoseAsync(_diagnostics.Next, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task TryDiagnoseAsync(Func<ReadOnlyMemory<byte>> write, CancellationToken stop)
    {
        try
        {
            await _delivery.PostDiagnosticAsync(write(), stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // StreamInits is the program's function.
            LogNoDiagnostic(_logger, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A diagnostic event could not be made; the next one is tried")]
    private static partial void LogNoDiagnostic(ILogger logger, Exception failure);
}

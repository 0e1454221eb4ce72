using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb;

/// <summary>Sends one operation until it succeeds, cannot succeed, or its time is up. Every attempt is counted and every retry
/// logged.</summary>
internal sealed partial class RetryLoop(string table, DynamoTableOptions options)
{
    /// <summary>A first attempt gets as long as this, however small the budget: a budget below it would otherwise make every operation
    /// fail.</summary>
    public static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(1);

    private readonly DynamoRetryOptions _retry = options.Retry;

    /// <summary>Runs <paramref name="send"/> as often as it takes.</summary>
    /// <exception cref="DynamoDbException">It failed for good.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled before any attempt had failed.</exception>
    public Task<T> RunAsync<T>(string operation, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken) =>
        RunAsync(operation, send, waitsWhenThrottled: true, cancellationToken);

    /// <summary>The same for callers that have a pace of their own: null where DynamoDB asked to slow down.</summary>
    public async Task<T?> RunUnlessThrottledAsync<T>(
        string operation, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await RunAsync(operation, send, waitsWhenThrottled: false, cancellationToken).ConfigureAwait(false);
        }
        catch (DynamoDbException throttled) when (throttled.Failure == DynamoDbFailure.Throttled)
        {
            options.Metrics?.AddThrottle(table, operation);
            return null;
        }
    }

    private async Task<T> RunAsync<T>(
        string operation, Func<CancellationToken, Task<T>> send, bool waitsWhenThrottled, CancellationToken cancellationToken)
    {
        var started = options.Clock.GetTimestamp();
        Exception? lastError = null;
        var refused = 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                return await SendOnceAsync(operation, send, Patience(attempt, started), cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException cancelled) when (cancellationToken.IsCancellationRequested)
            {
                throw lastError is null ? cancelled : Failed(operation, attempt - 1, lastError, isOutOfTime: true);
            }
            catch (OperationCanceledException) when (lastError is not null && options.Clock.GetElapsedTime(started) >= _retry.Budget)
            {
                // The budget cut this attempt short: what went wrong before is the reason.
                throw Failed(operation, attempt, lastError, isOutOfTime: true);
            }
            catch (Exception error)
            {
                lastError = error;
                var failure = FailureClassifier.Classify(error);
                refused = failure == DynamoDbFailure.Unreachable ? refused + 1 : 0;
                var remaining = _retry.Budget - options.Clock.GetElapsedTime(started);
                var isOver = failure == DynamoDbFailure.Throttled && !waitsWhenThrottled;
                if (isOver || !FailureClassifier.MayPass(failure) || attempt >= _retry.MaxAttempts || refused >= _retry.MaxRefusedConnections)
                {
                    throw Failed(operation, attempt, error, isOutOfTime: false);
                }

                if (remaining <= TimeSpan.Zero)
                {
                    throw Failed(operation, attempt, error, isOutOfTime: true);
                }

                await WaitAsync(operation, attempt, failure, error, remaining, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits as after failure number <paramref name="failures"/> (1-based), for answers that leave work undone.</summary>
    public Task WaitForLeftoversAsync(int failures, CancellationToken cancellationToken) =>
        Task.Delay(Backoff(failures), options.Clock, cancellationToken);

    // An endpoint that never answers must not add to the budget; but a first attempt has time for a connection.
    private TimeSpan Patience(int attempt, long started)
    {
        var left = _retry.Budget - options.Clock.GetElapsedTime(started);
        var least = attempt == 1 ? FirstPatience : TimeSpan.FromMilliseconds(1);
        left = left > least ? left : least;
        return left < _retry.AttemptTimeout ? left : _retry.AttemptTimeout;
    }

    private async Task<T> SendOnceAsync<T>(
        string operation, Func<CancellationToken, Task<T>> send, TimeSpan patience, CancellationToken cancellationToken)
    {
        options.Metrics?.AddRequest(table, operation);
        using var limit = new CancellationTokenSource(patience, options.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);

        // Fetching credentials knows no token: an attempt that does not end by itself is left behind.
        return await send(both.Token).WaitAsync(both.Token).ConfigureAwait(false);
    }

    private async Task WaitAsync(
        string operation, int attempt, DynamoDbFailure failure, Exception error, TimeSpan remaining, CancellationToken cancellationToken)
    {
        options.Metrics?.AddRetry(table, operation);
        if (failure == DynamoDbFailure.Throttled)
        {
            options.Metrics?.AddThrottle(table, operation);
        }

        var delay = Backoff(attempt);
        delay = delay < remaining ? delay : remaining;
        LogRetry(options.Logger, table, operation, attempt, (long)delay.TotalMilliseconds, failure.ToString());
        try
        {
            await Task.Delay(delay, options.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Failed(operation, attempt, error, isOutOfTime: true);
        }
    }

    // "Exponential backoff and jitter", AWS architecture blog: full jitter finishes soonest under contention.
    private TimeSpan Backoff(int failures)
    {
        var bound = Math.Min(
            _retry.MaxDelay.TotalMilliseconds, _retry.BaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        return TimeSpan.FromMilliseconds(bound * _retry.Random());
    }

    private DynamoDbException Failed(string operation, int attempts, Exception error, bool isOutOfTime)
    {
        var failure = FailureClassifier.Classify(error);
        return new DynamoDbException(failure, FailureMessage.Compose(operation, table, attempts, failure, error, isOutOfTime), error)
        {
            Table = table,
            Operation = operation,
            Attempts = attempts,
        };
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Retrying a DynamoDB request")]
    private static partial void LogRetry(ILogger logger, string table, string operation, int attempt, long delay_ms, string failure);
}

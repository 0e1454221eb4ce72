using Confd.Following;

namespace Confd.Aws.Requests;

/// <summary>Sends one operation until it succeeds, cannot succeed, or its time is up.</summary>
/// <param name="retry">Limits of retries.</param>
/// <param name="clock">The clock of delays and time limits.</param>
public abstract class RequestLoop(AwsRetryOptions retry, TimeProvider clock)
{
    /// <summary>The minimum time limit of a first attempt, however small the budget: a smaller budget would otherwise make every operation
    /// fail.</summary>
    public static readonly TimeSpan InitialTimeout = TimeSpan.FromSeconds(1);

    // "Exponential backoff and jitter", AWS architecture blog: full jitter finishes soonest under contention.
    private readonly BackoffOptions _waits = new()
    {
        BaseDelay = Validated(retry).BaseDelay,
        MaxDelay = retry.MaxDelay,
        Jitter = Jitter.Full,
        Random = retry.Random,
    };

    /// <summary>Runs <paramref name="send"/> with retries.</summary>
    /// <param name="operation">The service's name of the operation.</param>
    /// <param name="send">Sends it once. It may be called many times and must pass the token on.</param>
    /// <param name="cancellationToken">Cancels the operation; after a failure the exception has that failure.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled before any attempt had failed.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public Task<T> RunAsync<T>(string operation, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken) =>
        RunAsync(operation, send, waitsWhenThrottled: true, cancellationToken);

    /// <summary>Waits as after failure number <paramref name="failures"/> (1-based), for responses with unprocessed items.</summary>
    public Task WaitForLeftoversAsync(int failures, CancellationToken cancellationToken) =>
        Task.Delay(Backoff.After(failures, _waits), clock, cancellationToken);

    /// <summary>For callers with their own retries after throttling: with false, throttling ends it.</summary>
    protected async Task<T> RunAsync<T>(
        string operation, Func<CancellationToken, Task<T>> send, bool waitsWhenThrottled, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        Exception? lastError = null;
        var refused = 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                var timeout = AttemptTimeout(attempt, started);
                var response = await SendOnceAsync(operation, send, timeout, cancellationToken).ConfigureAwait(false);
                OnEnd(operation);
                return response;
            }
            catch (OperationCanceledException cancelled) when (cancellationToken.IsCancellationRequested)
            {
                throw lastError is null ? cancelled : Failed(operation, attempt - 1, lastError, isOutOfTime: true);
            }
            catch (OperationCanceledException) when (lastError is not null && clock.GetElapsedTime(started) >= retry.Budget)
            {
                // The budget ended this attempt: the failure before is the cause.
                throw Failed(operation, attempt, lastError, isOutOfTime: true);
            }
            catch (ObjectDisposedException)
            {
                // The client was disposed: an error of the program, not a response of the service.
                throw;
            }
            catch (Exception error)
            {
                lastError = error;
                var classification = Classify(error);
                refused = classification.IsUnreachable ? refused + 1 : 0;
                var remaining = retry.Budget - clock.GetElapsedTime(started);
                if (!classification.IsTransient)
                {
                    OnEnd(operation);
                    throw Failed(operation, attempt, error, isOutOfTime: false);
                }

                var isFinal = attempt >= retry.MaxAttempts
                    || refused >= retry.MaxRefusedConnections
                    || (classification.IsThrottled && !waitsWhenThrottled);
                if (isFinal || remaining <= TimeSpan.Zero)
                {
                    throw Failed(operation, attempt, error, isOutOfTime: !isFinal);
                }

                var failed = new FailedAttempt(operation, attempt, error, classification)
                {
                    Elapsed = clock.GetElapsedTime(started),
                    Remaining = remaining,
                };
                await WaitAsync(failed, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Classifies a failed attempt: as <see cref="AwsFailures"/> does, unless overridden for a service.</summary>
    protected virtual AttemptClassification Classify(Exception error)
    {
        var failure = AwsFailures.Classify(error);
        return new AttemptClassification(
            failure.ToString(), AwsFailures.IsTransient(failure), failure == AwsFailure.Throttled, failure == AwsFailure.Unreachable);
    }

    /// <summary>Creates the exception for the caller.</summary>
    /// <param name="operation">The service's name of the operation.</param>
    /// <param name="attempts">The number of attempts.</param>
    /// <param name="error">The last failure.</param>
    /// <param name="isOutOfTime">True where a retry might have succeeded.</param>
    protected abstract Exception Failed(string operation, int attempts, Exception error, bool isOutOfTime);

    /// <summary>Called when an attempt starts.</summary>
    protected virtual void OnAttempt(string operation)
    {
    }

    /// <summary>Called when an attempt has failed, before the delay of the next one.</summary>
    protected virtual void OnRetry(FailedAttempt failed)
    {
    }

    /// <summary>Called when the operation has succeeded, or has failed in a way that no other attempt can change; not where attempts or
    /// time ran out.</summary>
    protected virtual void OnEnd(string operation)
    {
    }

    private static AwsRetryOptions Validated(AwsRetryOptions retry)
    {
        ArgumentNullException.ThrowIfNull(retry);
        retry.Validate();
        return retry;
    }

    // An endpoint that never answers must not add to the budget; but a first attempt has time for a connection.
    private TimeSpan AttemptTimeout(int attempt, long started)
    {
        var left = retry.Budget - clock.GetElapsedTime(started);
        var least = attempt == 1 ? InitialTimeout : TimeSpan.FromMilliseconds(1);
        left = left > least ? left : least;
        return left < retry.AttemptTimeout ? left : retry.AttemptTimeout;
    }

    private async Task<T> SendOnceAsync<T>(
        string operation, Func<CancellationToken, Task<T>> send, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        OnAttempt(operation);

        // Obtaining credentials accepts no token: an attempt that does not end by itself is abandoned.
        using var limit = new TimeLimit(maxWait, clock, cancellationToken);
        return await limit.RunAsync(send).ConfigureAwait(false);
    }

    private async Task WaitAsync(FailedAttempt failed, CancellationToken cancellationToken)
    {
        var delay = Backoff.After(failed.Number, _waits);
        delay = delay < failed.Remaining ? delay : failed.Remaining;
        OnRetry(failed with { Delay = delay });
        try
        {
            await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Failed(failed.Operation, failed.Number, failed.Error, isOutOfTime: true);
        }
    }
}

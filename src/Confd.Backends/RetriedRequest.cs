using Confd.Following;

namespace Confd.Backends;

/// <summary>
/// One request to a backend's nodes: sent until it succeeds, cannot succeed, or reaches a limit of <see cref="BackendRetry"/>. All nodes
/// are tried once before the first wait; together they count as one attempt.
/// </summary>
/// <param name="retry">The limits.</param>
/// <param name="clock">The clock of waits and time limits.</param>
public sealed class RetriedRequest(BackendRetry retry, TimeProvider clock)
{
    // A first attempt has enough time for a connection, however small the budget.
    private static readonly TimeSpan InitialTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(1);

    private readonly BackoffOptions _waits = new() { BaseDelay = retry.BaseDelay, MaxDelay = retry.MaxDelay };

    /// <summary>The number of nodes, if each is tried by an attempt of its own.</summary>
    /// <value>1: an attempt itself tries as many as needed.</value>
    public int Nodes { get; init; } = 1;

    /// <summary>Classifies an exception; null for one that is not a failure of the request, which is thrown unchanged.</summary>
    public required Func<Exception, FailureClassification?> Classify { get; init; }

    /// <summary>Creates the exception for the caller.</summary>
    public required Func<RequestEnd, Exception> Failed { get; init; }

    /// <summary>Called before each wait with the last failure, its number, and the length of the wait.</summary>
    public Action<Exception, int, TimeSpan>? Waiting { get; init; }

    /// <summary>Sends the request.</summary>
    /// <param name="send">Sends it once; called for each attempt. Has to pass the token on: a hanging attempt is not ended here.</param>
    /// <param name="cancellationToken">Cancels it; the exception is that of the last failure, where there was one.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled before any attempt had failed.</exception>
    public async Task<T> RunAsync<T>(Func<RequestAttempt, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(send);
        var started = clock.GetTimestamp();
        var (allNodesRefused, refusedRounds) = (true, 0);
        Exception? last = null;
        for (var sent = 1; ; sent++)
        {
            var (round, node) = (((sent - 1) / Nodes) + 1, (sent - 1) % Nodes);
            FailureClassification classification;
            try
            {
                return await send(new RequestAttempt(round, node, AttemptTimeout(round, started)), cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw last is null
                    ? new OperationCanceledException(cancellationToken)
                    : Failed(new RequestEnd(last, sent - 1, IsOutOfTime: true));
            }
            catch (Exception error) when (Classify(error) is { } found)
            {
                (last, classification) = (error, found);
            }

            allNodesRefused = classification.IsRefused && (node == 0 || allNodesRefused);
            var isLastNode = node == Nodes - 1;
            refusedRounds = !isLastNode ? refusedRounds : allNodesRefused ? refusedRounds + 1 : 0;
            var isFinal = !classification.IsTransient || (isLastNode && (round >= retry.MaxAttempts || refusedRounds >= retry.MaxRefusals));
            var left = retry.Budget - clock.GetElapsedTime(started);
            if (isFinal || (left <= TimeSpan.Zero && sent >= Nodes))
            {
                throw Failed(new RequestEnd(last, sent, IsOutOfTime: !isFinal));
            }

            if (isLastNode)
            {
                await WaitAsync(last, sent, round, left, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan AttemptTimeout(int round, long started)
    {
        var left = retry.Budget - clock.GetElapsedTime(started);
        var least = round == 1 ? InitialTimeout : MinTimeout;
        return left > least ? left : least;
    }

    private async Task WaitAsync(Exception last, int sent, int round, TimeSpan left, CancellationToken cancellationToken)
    {
        var pause = Backoff.After(round, _waits);
        pause = pause < left ? pause : left;
        Waiting?.Invoke(last, round, pause);
        try
        {
            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Failed(new RequestEnd(last, sent, IsOutOfTime: true));
        }
    }
}

using Confd.Following;

namespace Confd.Backends.Redis.Connections;

/// <summary>Finds a node that answers.</summary>
internal sealed class RedisConnector(RedisSettings settings)
{
    private readonly RedisLog _log = new(settings.Logger);
    private volatile RedisNode? _current;

    /// <summary>The node that was connected to last; null before the first. Readings and watches keep to it: a change that one node tells
    /// of is looked for at the same.</summary>
    public RedisNode? Current => _current;

    /// <summary>How often a failure that may pass is tried again: as often as is said, else as a refused connection is.</summary>
    public int Retries => settings.Retry.MaxAttempts ?? settings.Retry.MaxRefusals!.Value - 1;

    /// <summary>Connects to the first node that answers, the current one before all others; asks all anew, ever later, as often as the
    /// settings say.</summary>
    /// <param name="hasSubscriber">Whether notifications are asked for.</param>
    /// <param name="retries">How often all are asked anew.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="KeyBackendException">None answers, or none lets this client in; names each with its reason.</exception>
    public async Task<RedisConnection> ConnectAsync(bool hasSubscriber, int retries, CancellationToken cancellationToken)
    {
        IReadOnlyList<(RedisNode Node, RedisFailure Why)> failures = [];
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                (var connection, failures) = await TryAllAsync(hasSubscriber, cancellationToken).ConfigureAwait(false);
                if (connection is not null)
                {
                    if (attempt > 0)
                    {
                        _log.ConnectedAfterRetries(connection.Node.Text, attempt);
                    }

                    return connection;
                }

                if (attempt >= retries || !failures.Any(failure => failure.Why.MayPass))
                {
                    throw Failed(failures);
                }

                await PauseAsync(attempt + 1, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (failures.Count > 0)
        {
            throw Failed(failures);
        }
    }

    /// <summary>Waits before another attempt.</summary>
    /// <param name="attempt">1 before the second attempt.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var pause = Backoff.After(attempt, new BackoffOptions { First = settings.Retry.BaseDelay, Longest = settings.Retry.MaxDelay });
        _log.Retrying(attempt, Retries, pause);
        return Task.Delay(pause, settings.Clock, cancellationToken);
    }

    private static KeyBackendException Failed(IReadOnlyList<(RedisNode Node, RedisFailure Why)> failures) => new(
        "failed to connect to any redis node after retries: "
            + string.Join('\n', failures.Select(failure => $"{failure.Node.Text}: {failure.Why.Reason}")));

    private async Task<(RedisConnection? Connection, IReadOnlyList<(RedisNode Node, RedisFailure Why)> Failures)> TryAllAsync(
        bool hasSubscriber, CancellationToken cancellationToken)
    {
        var failures = new List<(RedisNode Node, RedisFailure Why)>();
        var nodes = _current is { } current ? settings.Nodes.Where(node => node != current).Prepend(current) : settings.Nodes;
        foreach (var node in nodes)
        {
            _log.Connecting(node.Text);
            try
            {
                var connection = await RedisConnection.OpenAsync(node, settings, hasSubscriber, cancellationToken).ConfigureAwait(false);
                _current = node;
                return (connection, []);
            }
            catch (Exception failed) when (RedisFailure.IsKnown(failed))
            {
                var why = RedisFailure.Of(failed);
                _log.NotConnected(node.Text, why.Reason);
                failures.Add((node, why));
            }
        }

        return (null, failures);
    }
}

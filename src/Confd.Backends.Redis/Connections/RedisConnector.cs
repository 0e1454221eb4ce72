namespace Confd.Backends.Redis.Connections;

/// <summary>Finds a node that answers.</summary>
internal sealed class RedisConnector(RedisSettings settings)
{
    private readonly RedisLog _log = new(settings.Logger);
    private volatile RedisNode? _current;

    /// <summary>The node that was connected to last; null before the first. Readings and watches keep to it: a change that one node tells
    /// of is looked for at the same.</summary>
    public RedisNode? Current => _current;

    /// <summary>Connects to the first node that answers, the current one before all others.</summary>
    /// <param name="hasSubscriber">Whether notifications are asked for.</param>
    /// <param name="retries">How many times all have been asked before.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="NoRedisNodeException">None answers, or none lets this client in.</exception>
    public async Task<RedisConnection> ConnectAsync(bool hasSubscriber, int retries, CancellationToken cancellationToken)
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
                if (retries > 0)
                {
                    _log.ConnectedAfterRetries(node.Text, retries);
                }

                return connection;
            }
            catch (Exception failed) when (RedisFailure.IsKnown(failed))
            {
                var why = RedisFailure.Of(failed);
                _log.NotConnected(node.Text, why.Reason);
                failures.Add((node, why));
            }
        }

        throw new NoRedisNodeException(failures);
    }
}

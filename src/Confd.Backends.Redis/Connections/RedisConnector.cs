namespace Confd.Backends.Redis.Connections;

/// <summary>Finds a node that responds.</summary>
internal sealed class RedisConnector(RedisSettings settings)
{
    private readonly RedisLog _log = new(settings.Logger);
    private volatile RedisNode? _current;

    /// <summary>The node of the last connection; null before the first. Readings and watches use the same node: a change that it reports is
    /// read from it.</summary>
    public RedisNode? Current => _current;

    /// <summary>Connects to the first node that responds, starting with the current one.</summary>
    /// <param name="hasSubscriber">Whether notifications are needed.</param>
    /// <param name="retries">The number of earlier rounds over all nodes.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="NoRedisNodeException">None responds, or none accepts this client.</exception>
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

using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb.Connections;

/// <summary>Connections for several tables or environments of one program: equal options get the same one.</summary>
/// <remarks>Flag clients that share a connection share the reader of their table's stream, as DynamoDB serves two readers for each shard.
/// Thread-safe. Dispose it after everything that uses its connections.</remarks>
public sealed class DynamoConnections : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<DynamoConnectionOptions, DynamoConnection> _open = [];
    private bool _isDisposed;

    /// <summary>Returns the connection for these options, or opens it, as <see cref="DynamoConnection"/> does.</summary>
    /// <param name="options">Compared by value, credentials and the environment by reference, and without the logger.</param>
    /// <param name="cancellationToken">Cancels the search for credentials.</param>
    /// <returns>A connection that this instance disposes of.</returns>
    /// <exception cref="DynamoDbException">There are no credentials, no region, or the endpoint is not a URL.</exception>
    /// <exception cref="ObjectDisposedException">This instance was disposed.</exception>
    public async Task<DynamoConnection> ConnectAsync(DynamoConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var key = options with { Logger = NullLogger.Instance };
            if (!_open.TryGetValue(key, out var connection))
            {
                connection = await DynamoConnection.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
                _open.Add(key, connection);
            }

            return connection;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Wait();
        try
        {
            _isDisposed = true;
            foreach (var connection in _open.Values)
            {
                connection.Dispose();
            }

            _open.Clear();
        }
        finally
        {
            _turn.Release();
        }
    }
}

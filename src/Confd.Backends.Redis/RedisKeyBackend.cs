using Confd.Backends.Redis.Connections;
using Confd.Backends.Redis.Reading;
using Confd.Backends.Redis.Watching;
using Confd.Shared;
using StackExchange.Redis;

namespace Confd.Backends.Redis;

/// <summary>The backend over a Redis database.</summary>
internal sealed class RedisKeyBackend : IKeyBackend
{
    private readonly RedisSettings _settings;
    private readonly RedisConnector _connector;
    private readonly RedisLog _log;
    private readonly SkippedKeys _skipped;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConnectionCounts _counts = new();
    private readonly OnceReporter _whyPolled = new();
    private RedisConnection? _connection;
    private bool _isDisposed;

    private RedisKeyBackend(RedisSettings settings)
    {
        _settings = settings;
        _connector = new RedisConnector(settings);
        _log = new RedisLog(settings.Logger);
        _skipped = new SkippedKeys(_log);
    }

    /// <inheritdoc/>
    public string Name => "redis";

    /// <summary>Connects to the first node that responds.</summary>
    /// <exception cref="KeyBackendException">None responds.</exception>
    public static async Task<RedisKeyBackend> OpenAsync(RedisSettings settings, CancellationToken cancellationToken)
    {
        var backend = new RedisKeyBackend(settings);
        try
        {
            var request = new RetriedRequest(settings.Retry, settings.Clock)
            {
                Classify = failed => (failed as NoRedisNodeException)?.Classification,
                Failed = end => end.Last,
                Waiting = (_, attempt, pause) => backend._log.Retrying(attempt, pause),
            };
            await request.RunAsync((attempt, token) => backend.ConnectedAsync(attempt.Round - 1, token), cancellationToken)
                .ConfigureAwait(false);
            return backend;
        }
        catch (Exception failed)
        {
            await backend.DisposeAsync().ConfigureAwait(false);
            throw failed is NoRedisNodeException
                ? new KeyBackendException($"failed to create redis client: {failed.Message}", failed)
                : failed;
        }
    }

    /// <inheritdoc/>
    public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        RedisNode? node = null;
        var request = new RetriedRequest(_settings.Retry, _settings.Clock)
        {
            Classify = ClassificationOf,
            Failed = end => FailureOf(end, node),
            Waiting = (_, attempt, pause) => _log.Retrying(attempt, pause),
        };
        return request.RunAsync(ReadOnceAsync, cancellationToken);

        async Task<KeyReading> ReadOnceAsync(RequestAttempt attempt, CancellationToken token)
        {
            var connection = await ConnectedAsync(attempt.Round - 1, token).ConfigureAwait(false);
            node = connection.Node;
            var reader = new RedisReader(connection, _settings.Keys, new ReadingBudget(Name, _settings.MaxReadingBytes), _skipped);
            try
            {
                return await reader.ReadAsync(lookupKeys, token).ConfigureAwait(false);
            }
            catch (KeyBackendException)
            {
                // Too large: the rest of the response is still being sent.
                await LeaveAsync(connection).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await ConnectedAsync(retries: 0, cancellationToken).ConfigureAwait(false);
            var version = await VersionAsync(connection, cancellationToken).ConfigureAwait(false);
            return new BackendHealth(IsHealthy: true, "Redis backend is healthy", [new("version", version), .. _counts.Details]);
        }
        catch (Exception failed) when (failed is NoRedisNodeException || RedisFailure.IsKnown(failed))
        {
            var reason = failed is NoRedisNodeException ? failed.Message : RedisFailure.Of(failed).Reason;
            return new BackendHealth(IsHealthy: false, $"Redis health check failed: {reason}", [new("error", reason)]);
        }
    }

    /// <inheritdoc/>
    public async Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        RedisConnection connection;
        try
        {
            connection = await _connector.ConnectAsync(hasSubscriber: true, retries: 0, cancellationToken).ConfigureAwait(false);
        }
        catch (NoRedisNodeException none)
        {
            throw new KeyBackendException(none.Message, none);
        }

        var isTaken = false;
        try
        {
            if (!await SendsNotificationsAsync(connection, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            isTaken = true;
            var watch = await RedisKeyWatch.OpenAsync(connection, _connector, _settings, lookupKeys, cancellationToken)
                .ConfigureAwait(false);
            _whyPolled.Reset();
            return watch;
        }
        catch (RedisServerException denied) when (RedisFailure.IsDenied(denied))
        {
            _whyPolled.Report(() => _log.NotificationsDenied(connection.Node.Text, RedisFailure.Of(denied).Reason));
            return null;
        }
        catch (Exception failed) when (RedisFailure.IsKnown(failed))
        {
            throw new KeyBackendException(
                $"the notifications of redis node {connection.Node.Text} cannot be read: {RedisFailure.Of(failed).Reason}", failed);
        }
        finally
        {
            if (!isTaken)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            _isDisposed = true;
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private FailureClassification? ClassificationOf(Exception failed) => failed switch
    {
        NoRedisNodeException none => none.Classification,
        ObjectDisposedException when Volatile.Read(ref _isDisposed) => null,
        _ => RedisFailure.IsKnown(failed) ? new FailureClassification(RedisFailure.Of(failed).IsTransient, IsRefused: false) : null,
    };

    private static KeyBackendException FailureOf(RequestEnd end, RedisNode? node)
    {
        if (end.Last is NoRedisNodeException none)
        {
            return new KeyBackendException(none.Message, none);
        }

        var reason = RedisFailure.Of(end.Last).Reason;
        return end.IsOutOfTime
            ? new KeyBackendException($"redis did not answer in time: {reason}", end.Last)
            : new KeyBackendException($"redis node {node?.Text}: {reason}", end.Last);
    }

    private static async Task<string> VersionAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await connection.Database.ExecuteAsync("INFO", "server").WaitAsync(cancellationToken).ConfigureAwait(false);
            return InfoLines.Find((string?)answer ?? "", "redis_version") ?? "unknown";
        }
        catch (RedisServerException)
        {
            return "unknown";
        }
    }

    private async Task<bool> SendsNotificationsAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var answer = (RedisResult[]?)await connection.Database.ExecuteAsync("CONFIG", "GET", "notify-keyspace-events")
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            var classes = new NotificationClasses(answer is [_, var setting] ? (string?)setting ?? "" : "");
            if (!classes.ReportsAny)
            {
                // It is checked again periodically.
                _whyPolled.Report(() => _log.NoNotifications(connection.Node.Text));
            }
            else if (classes.Missing.Length > 0)
            {
                _log.SomeNotifications(connection.Node.Text, classes.Missing);
            }

            return classes.ReportsAny;
        }
        catch (RedisServerException refused)
        {
            // Services that manage the server do not allow reading its settings.
            if (!_whyPolled.IsReported)
            {
                _log.UnknownNotifications(connection.Node.Text, RedisFailure.Of(refused).Reason);
            }

            return true;
        }
    }

    // A connection that responds to a ping, also to the node that is watched, or a new one.
    private async Task<RedisConnection> ConnectedAsync(int retries, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_connection?.Node == _connector.Current && _connection is not null
                && await IsAliveAsync(_connection, cancellationToken).ConfigureAwait(false))
            {
                _counts.Reused();
                return _connection;
            }

            await CloseAsync().ConfigureAwait(false);
            _connection = await _connector.ConnectAsync(hasSubscriber: false, retries, cancellationToken).ConfigureAwait(false);
            _counts.Opened();
            return _connection;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<bool> IsAliveAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.PingAsync(cancellationToken).WaitAsync(_settings.DialTimeout, _settings.Clock, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (Exception failed) when (RedisFailure.IsKnown(failed))
        {
            _counts.Lost(failed is TimeoutException);
            _log.Lost(RedisFailure.Of(failed).Reason);
            return false;
        }
    }

    private async Task LeaveAsync(RedisConnection connection)
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_connection == connection)
            {
                await CloseAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}

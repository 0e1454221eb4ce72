using System.Text;
using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>
/// A session with an ensemble: has a connection to one of its servers, connects to another one if that is lost, and opens a new session if
/// the old one has expired.
/// </summary>
/// <remarks>Connects with the first request. Thread-safe.</remarks>
internal sealed partial class ZooKeeperSession : IAsyncDisposable
{
    private static readonly TimeSpan MinDialTime = TimeSpan.FromSeconds(1);

    private readonly ServerAddress[] _servers;
    private readonly SessionOptions _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private ZooKeeperConnection? _current;
    private SessionIdentity _identity = SessionIdentity.None;
    private long _lostSince;
    private TimeSpan _lifeWithoutConnection;
    private int _next;
    private bool _isClosed;

    /// <summary>Creates a session; its servers are tried in random order, so that clients are distributed among them.</summary>
    public ZooKeeperSession(IEnumerable<ServerAddress> servers, SessionOptions options)
    {
        _servers = [.. servers];
        Random.Shared.Shuffle(_servers);
        _options = options;
        _logger = options.Logger;
    }

    /// <summary>Sends requests, on as many connections as needed.</summary>
    /// <param name="what">The operation, for messages: <c>reading /app</c>.</param>
    /// <param name="ask">Sends the requests on a connection; started over on another one if that is lost.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ZooKeeperException">It failed permanently.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled before any attempt had failed.</exception>
    public Task<T> RunAsync<T>(
        string what, Func<ZooKeeperConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var request = new RetriedRequest(_options.Retry, _options.Clock)
        {
            Classify = error => error is ZooKeeperException failed
                ? new FailureClassification(failed.IsTransient, failed.IsConnectionRefused)
                : null,
            Failed = end => Final(what, (ZooKeeperException)end.Last, end),
        };
        return request.RunAsync(
            async (_, token) => await ask(await ConnectAsync(token).ConfigureAwait(false), token).ConfigureAwait(false), cancellationToken);
    }

    /// <summary>Returns the connection, or another one if it is lost; all servers are tried once.</summary>
    /// <exception cref="ZooKeeperException">None of them accepts it.</exception>
    public async Task<ZooKeeperConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_current is { Closed.IsCompleted: false } open)
            {
                return open;
            }

            if (_current is { } lost)
            {
                _current = null;
                _identity = lost.Session;
                (_lostSince, _lifeWithoutConnection) = (_options.Clock.GetTimestamp(), lost.SessionTimeout);
                LogLost((await lost.Closed.ConfigureAwait(false)).Message);
                await lost.DisposeAsync().ConfigureAwait(false);
            }

            return _current = await TryAllAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _isClosed = true;
            if (_current is { } open)
            {
                _current = null;
                await open.CloseSessionAsync().ConfigureAwait(false);
                await open.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private static ZooKeeperException Final(string what, ZooKeeperException failed, RequestEnd end)
    {
        var hint = failed.Failure switch
        {
            ZooKeeperFailure.Unreachable => "; check nodes and whether the servers run",
            ZooKeeperFailure.ConnectionLost => "; check the servers and any proxy in between",
            ZooKeeperFailure.AuthFailed => "; check username and password",
            ZooKeeperFailure.Denied => "; allow the user to read the node and its children, or set username and password",
            ZooKeeperFailure.UnexpectedResponse => "; check nodes: their client port is meant",
            _ => "",
        };
        var deadline = AttemptText.Deadline(end.IsOutOfTime);
        return new ZooKeeperException(
            failed.Failure, $"{what} failed: {deadline}{failed.Message} ({AttemptText.Count(end.Sent)}){hint}", failed);
    }

    private async Task<ZooKeeperConnection> TryAllAsync(CancellationToken cancellationToken)
    {
        var dialTime = _options.Timeout / _servers.Length;
        dialTime = dialTime > MinDialTime ? dialTime : MinDialTime;
        if (_identity.Id != 0 && _options.Clock.GetElapsedTime(_lostSince) > _lifeWithoutConnection)
        {
            // Servers whose data were deleted have older transactions than the session, and would reject it for ever.
            LogExpired(_identity.Id);
            _identity = SessionIdentity.None;
        }

        var failures = new List<ZooKeeperException>();
        for (var tried = 0; tried < _servers.Length; tried++)
        {
            var server = _servers[_next % _servers.Length];
            try
            {
                return await OpenAsync(server, dialTime, cancellationToken).ConfigureAwait(false);
            }
            catch (ZooKeeperException over) when (over.Failure == ZooKeeperFailure.SessionExpired && _identity.Id != 0)
            {
                // The session's state is gone; the same server accepts a new one.
                LogExpired(_identity.Id);
                _identity = SessionIdentity.None;
                tried--;
            }
            catch (ZooKeeperException failed) when (failed.IsTransient || failed.Failure == ZooKeeperFailure.UnexpectedResponse)
            {
                failures.Add(failed);
                _next++;
            }
        }

        throw new ZooKeeperException(
            failures.Exists(failed => failed.IsTransient) ? ZooKeeperFailure.Unreachable : failures[0].Failure,
            $"zk: could not connect to a server: {string.Join("; ", failures.Select(failed => failed.Message))}",
            failures.Find(failed => !failed.IsConnectionRefused)?.InnerException ?? failures[0].InnerException);
    }

    private async Task<ZooKeeperConnection> OpenAsync(ServerAddress server, TimeSpan dialTime, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(dialTime, _options.Clock, cancellationToken);
        ZooKeeperConnection? connection = null;
        try
        {
            connection = await ZooKeeperConnection.OpenAsync(server, _identity, _options.Timeout, _options.Clock, limit.Token)
                .ConfigureAwait(false);
            if (_options.Login is { } login)
            {
                await connection.AuthenticateAsync("digest", Encoding.UTF8.GetBytes(login), limit.Token).ConfigureAwait(false);
            }

            LogConnected(server.ToString(), connection.Session.Id, (long)connection.SessionTimeout.TotalMilliseconds);
            return connection;
        }
        catch (Exception failed)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            throw failed is OperationCanceledException && !cancellationToken.IsCancellationRequested
                ? new ZooKeeperException(ZooKeeperFailure.Unreachable, $"{server}: no answer in time", failed)
                : failed;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "ZooKeeper session [server {server}, session_id {session_id}, timeout_ms {timeout_ms}]")]
    private partial void LogConnected(string server, long session_id, long timeout_ms);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to ZooKeeper was lost: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "ZooKeeper session {Id} has expired: a new one is opened and everything is read again")]
    private partial void LogExpired(long id);
}

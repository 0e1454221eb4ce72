using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Confd.Backends.ZooKeeper.Protocol;
using Confd.Shared.Connections;

namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>One connection of a session, from its handshake to its end; requests that are lost with it are sent on another one.</summary>
/// <remarks>Thread-safe; the server responds in the order of the requests.</remarks>
internal sealed class ZooKeeperConnection : IAsyncDisposable
{
    private const int NotificationXid = -1;
    private const int PingXid = -2;
    private const int AuthXid = -4;

    private readonly NetworkStream _stream;
    private readonly TimeProvider _clock;

    // Never disposed, which needs no cleanup: otherwise a caller that is still waiting for it would wait for ever, whatever its token.
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<Reply>> _pending = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<ZooKeeperException> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<ChannelReader<WatchEvent>, ChannelWriter<WatchEvent>> _listeners = [];
    private SessionIdentity _session = SessionIdentity.None;
    private Task _work = Task.CompletedTask;
    private long _lastReceivedAt;
    private long _lastZxid;
    private int _xid;

    private ZooKeeperConnection(ServerAddress server, Socket socket, TimeProvider clock)
    {
        Server = server;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _clock = clock;
        _lastReceivedAt = clock.GetTimestamp();
    }

    /// <summary>The server.</summary>
    public ServerAddress Server { get; }

    /// <summary>The session in its current state.</summary>
    public SessionIdentity Session => _session with { LastZxid = Math.Max(_session.LastZxid, Volatile.Read(ref _lastZxid)) };

    /// <summary>How long the server keeps the session without a message from the client.</summary>
    public TimeSpan SessionTimeout { get; private set; }

    /// <summary>Completes when the connection has ended, with the reason.</summary>
    public Task<ZooKeeperException> Closed => _closed.Task;

    /// <summary>Connects and resumes a session, or opens one.</summary>
    /// <param name="server">The server.</param>
    /// <param name="session">The session to resume.</param>
    /// <param name="sessionTimeout">The requested timeout; the server may raise or cap it.</param>
    /// <param name="clock">The clock of time limits.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="ZooKeeperException">The server cannot be reached, is not ZooKeeper, or the session has expired.</exception>
    public static async Task<ZooKeeperConnection> OpenAsync(
        ServerAddress server, SessionIdentity session, TimeSpan sessionTimeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            var end = new DnsEndPoint(server.Host, server.Port);
            var socket = await ClientSocket.ConnectAsync(end, configureTcp: null, cancellationToken).ConfigureAwait(false);
            var connection = new ZooKeeperConnection(server, socket, clock);
            try
            {
                await connection.GreetAsync(session, sessionTimeout, cancellationToken).ConfigureAwait(false);
                connection._work = Task.WhenAll(Task.Run(connection.ReceiveAsync, CancellationToken.None), connection.PingAsync());
                return connection;
            }
            catch
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (Exception failed) when (failed is SocketException or IOException)
        {
            throw new ZooKeeperException(ZooKeeperFailure.Unreachable, $"{server}: {failed.Message}", failed);
        }
        catch (InvalidDataException foreign)
        {
            throw new ZooKeeperException(ZooKeeperFailure.UnexpectedResponse, $"{server}: {foreign.Message}", foreign);
        }
    }

    /// <summary>Sends a request and waits for its response.</summary>
    /// <param name="operation">The kind of request.</param>
    /// <param name="compose">Writes the part after the header.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The response; its error is none, or that there is no such node.</returns>
    /// <exception cref="ZooKeeperException">The server rejects the request, or the connection has ended.</exception>
    public Task<Reply> RequestAsync(OpCode operation, Action<JuteWriter> compose, CancellationToken cancellationToken) =>
        RequestAsync(Interlocked.Increment(ref _xid) & int.MaxValue, operation, compose, cancellationToken);

    /// <summary>Authenticates, in addition to the session's current permissions.</summary>
    /// <exception cref="ZooKeeperException">The server rejects the credentials.</exception>
    public Task AuthenticateAsync(string scheme, byte[] credentials, CancellationToken cancellationToken) =>
        RequestAsync(AuthXid, OpCode.Auth, body => body.Write(0).Write(scheme).Write(credentials), cancellationToken);

    /// <summary>Starts to receive fired watches, in order; including those set by others on this connection.</summary>
    /// <returns>Completes when the connection has ended.</returns>
    public ChannelReader<WatchEvent> Listen()
    {
        var listener = Channel.CreateUnbounded<WatchEvent>();
        _listeners[listener.Reader] = listener.Writer;
        if (_closed.Task.IsCompleted)
        {
            listener.Writer.TryComplete();
        }

        return listener.Reader;
    }

    /// <summary>Ends a listener of <see cref="Listen"/>.</summary>
    public void StopListening(ChannelReader<WatchEvent> listener) => _listeners.TryRemove(listener, out _);

    /// <summary>Ends the session, if the server can still be reached.</summary>
    public async Task CloseSessionAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), _clock);
        try
        {
            await RequestAsync(OpCode.CloseSession, _ => { }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is ZooKeeperException or OperationCanceledException)
        {
            // The session expires by itself.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync(Lost("the connection was closed")).ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task GreetAsync(SessionIdentity session, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var greeting = new JuteWriter()
            .Write(0)
            .Write(session.LastZxid)
            .Write((int)Math.Clamp(timeout.TotalMilliseconds, 1, int.MaxValue))
            .Write(session.Id)
            .Write(session.Password)
            .Write(false)
            .ToFrame();
        await _stream.WriteAsync(greeting, cancellationToken).ConfigureAwait(false);
        var (agreed, id, password) = ReadGreeting(await ReadFrameAsync(cancellationToken).ConfigureAwait(false));
        if (agreed <= 0 || id == 0)
        {
            throw new ZooKeeperException(ZooKeeperFailure.SessionExpired, ErrorCode.Text(ErrorCode.SessionExpired));
        }

        SessionTimeout = TimeSpan.FromMilliseconds(agreed);
        _session = new SessionIdentity(id, password, session.LastZxid);
    }

    private static (int Timeout, long Id, byte[] Password) ReadGreeting(byte[] frame)
    {
        var reader = new JuteReader(frame);
        reader.ReadInt(); // version
        return (reader.ReadInt(), reader.ReadLong(), reader.ReadBytes());
    }

    private async Task<Reply> RequestAsync(int xid, OpCode operation, Action<JuteWriter> compose, CancellationToken cancellationToken)
    {
        var request = new JuteWriter().Write(xid).Write((int)operation);
        compose(request);
        var answer = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[xid] = answer;
        try
        {
            await SendAsync(request.ToFrame(), cancellationToken).ConfigureAwait(false);
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _pending.TryRemove(xid, out _);
        }
    }

    private async Task SendAsync(byte[] frame, CancellationToken cancellationToken)
    {
        try
        {
            await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                // Never a part of it: a started frame is sent completely, or the connection ends.
                await _stream.WriteAsync(frame, _end.Token).ConfigureAwait(false);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception failed) when (
            failed is IOException or ObjectDisposedException || (failed is OperationCanceledException && _closed.Task.IsCompleted))
        {
            await CloseAsync(Lost(failed.Message)).ConfigureAwait(false);
            throw await _closed.Task.ConfigureAwait(false);
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                Dispatch(await ReadFrameAsync(_end.Token).ConfigureAwait(false));
            }
        }
        catch (Exception failed) when (failed is IOException or ObjectDisposedException or OperationCanceledException)
        {
            await CloseAsync(Lost("the server closed the connection")).ConfigureAwait(false);
        }
        catch (InvalidDataException foreign)
        {
            await CloseAsync(new ZooKeeperException(ZooKeeperFailure.UnexpectedResponse, $"{Server}: {foreign.Message}", foreign))
                .ConfigureAwait(false);
        }
    }

    private void Dispatch(byte[] frame)
    {
        Volatile.Write(ref _lastReceivedAt, _clock.GetTimestamp());
        var reader = new JuteReader(frame);
        var xid = reader.ReadInt();
        var zxid = reader.ReadLong();
        var error = reader.ReadInt();
        if (zxid > 0)
        {
            Volatile.Write(ref _lastZxid, zxid);
        }

        if (xid == NotificationXid)
        {
            var kind = (WatchEventKind)reader.ReadInt();
            reader.ReadInt(); // state of the session
            Notify(new WatchEvent(kind, reader.ReadText()));
        }
        else if (_pending.TryGetValue(xid, out var answer))
        {
            const int HeaderLength = sizeof(int) + sizeof(long) + sizeof(int);
            if (error is ErrorCode.Ok or ErrorCode.NoNode)
            {
                answer.TrySetResult(new Reply(zxid, error, frame.AsMemory(HeaderLength)));
            }
            else
            {
                answer.TrySetException(Refused(error));
            }
        }
    }

    private void Notify(WatchEvent happened)
    {
        foreach (var listener in _listeners.Values)
        {
            listener.TryWrite(happened);
        }
    }

    // After a third of the session's timeout without a message a ping is sent, after two thirds the connection counts as lost.
    private async Task PingAsync()
    {
        var ping = new JuteWriter().Write(PingXid).Write((int)OpCode.Ping).ToFrame();
        try
        {
            while (true)
            {
                await Task.Delay(SessionTimeout / 3, _clock, _end.Token).ConfigureAwait(false);
                if (_clock.GetElapsedTime(Volatile.Read(ref _lastReceivedAt)) >= SessionTimeout * 2 / 3)
                {
                    await CloseAsync(Lost("the server stopped responding")).ConfigureAwait(false);
                    return;
                }

                await SendAsync(ping, _end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ZooKeeperException)
        {
            // The connection has ended.
        }
    }

    private async Task<byte[]> ReadFrameAsync(CancellationToken cancellationToken)
    {
        var head = new byte[sizeof(int)];
        await _stream.ReadExactlyAsync(head, cancellationToken).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is < 0 or > ResponseLimit.Bytes)
        {
            // Far above the servers' limit for one node: the text of a web server, read as a length, exceeds it too.
            throw new InvalidDataException($"the server is not ZooKeeper, or {ResponseLimit.Exceeded}");
        }

        var frame = new byte[length];
        await _stream.ReadExactlyAsync(frame, cancellationToken).ConfigureAwait(false);
        return frame;
    }

    private async Task CloseAsync(ZooKeeperException reason)
    {
        if (!_closed.TrySetResult(reason))
        {
            return;
        }

        await _end.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        foreach (var answer in _pending.Values)
        {
            answer.TrySetException(reason);
        }

        foreach (var listener in _listeners.Values)
        {
            listener.TryComplete();
        }
    }

    private ZooKeeperException Lost(string reason) => new(ZooKeeperFailure.ConnectionLost, $"{Server}: {reason}");

    private ZooKeeperException Refused(int error) => new(
        error switch
        {
            ErrorCode.NoAuth => ZooKeeperFailure.Denied,
            ErrorCode.AuthFailed => ZooKeeperFailure.AuthFailed,
            ErrorCode.SessionExpired or ErrorCode.SessionMoved => ZooKeeperFailure.SessionExpired,
            _ => ZooKeeperFailure.Refused,
        },
        $"{Server}: {ErrorCode.Text(error)}");
}

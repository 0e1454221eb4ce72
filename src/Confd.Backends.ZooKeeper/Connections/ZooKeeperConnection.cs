using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;
using Confd.Backends.ZooKeeper.Protocol;

namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>One connection of a session, from its handshake to its end; what is lost with it is asked for on another.</summary>
/// <remarks>Requests may come from many threads; the server answers in the order in which they were sent.</remarks>
internal sealed class ZooKeeperConnection : IAsyncDisposable
{
    private const int NotificationXid = -1;
    private const int PingXid = -2;
    private const int AuthXid = -4;

    private readonly NetworkStream _stream;
    private readonly TimeProvider _clock;

    // Never disposed, and holds nothing that had to be: who still waits for it then would wait for ever, whatever their token says.
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<Reply>> _pending = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<ZooKeeperException> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<ChannelReader<WatchEvent>, ChannelWriter<WatchEvent>> _listeners = [];
    private SessionIdentity _session = SessionIdentity.None;
    private Task _work = Task.CompletedTask;
    private long _lastHeard;
    private long _lastZxid;
    private int _xid;

    private ZooKeeperConnection(ServerAddress server, Socket socket, TimeProvider clock)
    {
        Server = server;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _clock = clock;
        _lastHeard = clock.GetTimestamp();
    }

    /// <summary>The server at the other end.</summary>
    public ServerAddress Server { get; }

    /// <summary>The session, as far as it has got.</summary>
    public SessionIdentity Session => _session with { LastZxid = Math.Max(_session.LastZxid, Volatile.Read(ref _lastZxid)) };

    /// <summary>How long the server keeps the session without hearing of it.</summary>
    public TimeSpan SessionTimeout { get; private set; }

    /// <summary>Completes when the connection is over, with the reason.</summary>
    public Task<ZooKeeperException> Closed => _closed.Task;

    /// <summary>Connects and continues a session, or opens one.</summary>
    /// <param name="server">The server.</param>
    /// <param name="session">The session to continue.</param>
    /// <param name="sessionTimeout">What is asked for; the server may raise or cap it.</param>
    /// <param name="clock">The clock of time limits.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ZooKeeperException">The server cannot be reached, is no ZooKeeper, or the session is over.</exception>
    public static async Task<ZooKeeperConnection> OpenAsync(
        ServerAddress server, SessionIdentity session, TimeSpan sessionTimeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            var connection = new ZooKeeperConnection(server, await ConnectAsync(server, cancellationToken).ConfigureAwait(false), clock);
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
            throw new ZooKeeperException(ZooKeeperFailure.ForeignAnswer, $"{server}: {foreign.Message}", foreign);
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="operation">The kind of request.</param>
    /// <param name="compose">Writes what stands behind the header.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer; its error is none, or that there is no such node.</returns>
    /// <exception cref="ZooKeeperException">The server refuses, or the connection is over.</exception>
    public Task<Reply> AskAsync(OpCode operation, Action<JuteWriter> compose, CancellationToken cancellationToken) =>
        AskAsync(Interlocked.Increment(ref _xid) & int.MaxValue, operation, compose, cancellationToken);

    /// <summary>Logs in, in addition to what the session may already do.</summary>
    /// <exception cref="ZooKeeperException">The server does not take it.</exception>
    public Task AuthenticateAsync(string scheme, byte[] credentials, CancellationToken cancellationToken) =>
        AskAsync(AuthXid, OpCode.Auth, body => body.Write(0).Write(scheme).Write(credentials), cancellationToken);

    /// <summary>Begins to hear of watches that fire, in their order; those set by others on this connection too.</summary>
    /// <returns>Completes when the connection is over.</returns>
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

    /// <summary>Ends what <see cref="Listen"/> began.</summary>
    public void StopListening(ChannelReader<WatchEvent> listener) => _listeners.TryRemove(listener, out _);

    /// <summary>Ends the session, as far as the server can still be told.</summary>
    public async Task CloseSessionAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), _clock);
        try
        {
            await AskAsync(OpCode.CloseSession, _ => { }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is ZooKeeperException or OperationCanceledException)
        {
            // It ends by itself when its time is up.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync(Lost("the connection was closed")).ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _end.Dispose();
    }

    private static async Task<Socket> ConnectAsync(ServerAddress server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
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

    private async Task<Reply> AskAsync(int xid, OpCode operation, Action<JuteWriter> compose, CancellationToken cancellationToken)
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
                // Never half of it: what was begun is sent to its end, or the connection is over.
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
            await CloseAsync(new ZooKeeperException(ZooKeeperFailure.ForeignAnswer, $"{Server}: {foreign.Message}", foreign))
                .ConfigureAwait(false);
        }
    }

    private void Dispatch(byte[] frame)
    {
        Volatile.Write(ref _lastHeard, _clock.GetTimestamp());
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
            Tell(new WatchEvent(kind, reader.ReadText()));
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

    private void Tell(WatchEvent happened)
    {
        foreach (var listener in _listeners.Values)
        {
            listener.TryWrite(happened);
        }
    }

    // A third of the session's time without a word is asked about, two thirds are taken for the end.
    private async Task PingAsync()
    {
        var ping = new JuteWriter().Write(PingXid).Write((int)OpCode.Ping).ToFrame();
        try
        {
            while (true)
            {
                await Task.Delay(SessionTimeout / 3, _clock, _end.Token).ConfigureAwait(false);
                if (_clock.GetElapsedTime(Volatile.Read(ref _lastHeard)) >= SessionTimeout * 2 / 3)
                {
                    await CloseAsync(Lost("the server fell silent")).ConfigureAwait(false);
                    return;
                }

                await SendAsync(ping, _end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ZooKeeperException)
        {
            // The connection is over.
        }
    }

    private async Task<byte[]> ReadFrameAsync(CancellationToken cancellationToken)
    {
        var head = new byte[sizeof(int)];
        await _stream.ReadExactlyAsync(head, cancellationToken).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is < 0 or > AnswerBound.Bytes)
        {
            // Far above what servers take for one node: a web server's text, taken for a length, is so too.
            throw new InvalidDataException($"what answers is no ZooKeeper, or {AnswerBound.Exceeded}");
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

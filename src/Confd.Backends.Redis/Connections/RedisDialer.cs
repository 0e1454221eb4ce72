using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Confd.Shared.Connections;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Confd.Backends.Redis.Connections;

/// <summary>Opens the sockets of one client, encrypted or not, and keeps the cause of failures, which the client does not report. Closes
/// them too: a client that abandons one leaves it to the garbage collector.</summary>
internal sealed class RedisDialer(RedisNode node, SslClientAuthenticationOptions tls) : Tunnel, IDisposable
{
    private static readonly TimeSpan IdleBeforeProbe = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A client has one of each type at a time.
    private readonly Dictionary<ConnectionType, BoundedReplies> _open = [];
    private string? _lastError;
    private bool _isDisposed;

    /// <summary>Completes with the first failure.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>The last error response of the server; the client retries and does not report it.</summary>
    public string? LastError
    {
        get
        {
            lock (_open)
            {
                return _open.Values.Select(stream => stream.LastError).FirstOrDefault(error => error is not null) ?? _lastError;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>None: the stream is created here.</remarks>
    public override ValueTask<EndPoint?> GetSocketConnectEndpointAsync(EndPoint endpoint, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public override async ValueTask<Stream?> BeforeAuthenticateAsync(
        EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        Stream? stream = null;
        try
        {
            var connected = await ClientSocket.ConnectAsync(endpoint, KeepAlive, cancellationToken).ConfigureAwait(false);
            stream = new NetworkStream(connected, ownsSocket: true);
            stream = node.IsTls ? await EncryptAsync(stream, cancellationToken).ConfigureAwait(false) : stream;
            var answers = new BoundedReplies(stream, failed => _failed.TrySetResult(failed));
            stream = answers;
            Replace(connectionType, answers);
            return answers;
        }
        catch (Exception failed)
        {
            _failed.TrySetResult(failed);
            if (stream is not null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Closes all open sockets, and those that are opened later.</summary>
    public void Dispose()
    {
        lock (_open)
        {
            _isDisposed = true;
            foreach (var stream in _open.Values)
            {
                stream.Dispose();
            }

            _open.Clear();
        }
    }

    private void Replace(ConnectionType type, BoundedReplies stream)
    {
        lock (_open)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_open.TryGetValue(type, out var former))
            {
                _lastError = former.LastError ?? _lastError;
                former.Dispose();
            }

            _open[type] = stream;
        }
    }

    // The operating system detects a vanished peer too.
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)IdleBeforeProbe.TotalSeconds);
    }

    private async Task<SslStream> EncryptAsync(Stream stream, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(stream);
        var options = TlsFiles.Copy(tls);
        options.TargetHost = node.Host;
        await encrypted.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        return encrypted;
    }
}

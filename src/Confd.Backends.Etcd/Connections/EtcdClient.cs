using System.Diagnostics.CodeAnalysis;
using Confd.Backends.Etcd.Protocol;
using Confd.Shared.Connections;
using Grpc.Core;
using Grpc.Net.Client;

namespace Confd.Backends.Etcd.Connections;

/// <summary>Calls to the cluster: to the node that responded last, otherwise to the next one; authenticated if configured.</summary>
internal sealed class EtcdClient : IDisposable
{
    // The message of a cluster without authentication.
    private const string NoUsers = "authentication is not enabled";

    private readonly EtcdSettings _settings;
    private readonly EtcdLog _log;
    private readonly GrpcChannel?[] _channels;
    private readonly Lock _lock = new();
    private int _current;
    private string? _token;
    private bool _isDisposed;

    public EtcdClient(EtcdSettings settings)
    {
        _settings = settings;
        _log = new EtcdLog(settings.Logger);
        _channels = new GrpcChannel?[settings.Nodes.Count];
    }

    /// <summary>The node of the next call.</summary>
    public Uri CurrentNode => _settings.Nodes[Volatile.Read(ref _current)];

    /// <summary>Makes a call until it succeeds, cannot succeed, or its attempts or its time are used up.</summary>
    /// <param name="call">Makes it once, with the given authentication.</param>
    /// <param name="rounds">The maximum number of attempts per node; null: as many as the time allows.</param>
    /// <param name="cancellationToken">Cancels the attempts.</param>
    /// <exception cref="EtcdException">It failed permanently.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before any attempt had failed.</exception>
    public Task<T> CallAsync<T>(Func<CallInvoker, CallOptions, Task<T>> call, int? rounds, CancellationToken cancellationToken)
    {
        var node = CurrentNode;
        var request = new RetriedRequest(_settings.Retry with { MaxAttempts = rounds }, _settings.Clock)
        {
            Nodes = _settings.Nodes.Count,

            // A refusing node is retried like a silent one, as by etcd's own client.
            Classify = error => error is RpcException failed
                ? new FailureClassification(EtcdFailure.Of(failed).Kind == EtcdFailureKind.Transient, IsRefused: false)
                : null,
            Failed = end => new EtcdException(EtcdFailure.Of((RpcException)end.Last), node, end.Sent, end.Last),
            Waiting = (failed, _, pause) => _log.Retrying(node.Authority, EtcdFailure.Of((RpcException)failed).Reason, pause),
        };
        return request.RunAsync(SendAsync, cancellationToken);

        async Task<T> SendAsync(RequestAttempt attempt, CancellationToken token)
        {
            var (index, invoker) = Next();
            try
            {
                return await LoggedInAsync(invoker, call, token).ConfigureAwait(false);
            }
            catch (Exception over) when (over is OperationCanceledException || (over is RpcException && token.IsCancellationRequested))
            {
                // The node may be the cause of the delay: the next call uses another one.
                Turn(index);
                token.ThrowIfCancellationRequested();
                throw;
            }
            catch (RpcException failed)
            {
                node = _settings.Nodes[index];
                if (EtcdFailure.Of(failed).Kind == EtcdFailureKind.Transient)
                {
                    Turn(index);
                }

                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var channel in _channels)
            {
                channel?.Dispose();
            }
        }
    }

    private static CallOptions Options(string? token, CancellationToken cancellationToken) =>
        new(token is null ? null : new Metadata { { "token", token } }, cancellationToken: cancellationToken);

    // Another call may have authenticated meanwhile, or the token has expired: retries once with another one.
    private async Task<T> LoggedInAsync<T>(
        CallInvoker invoker, Func<CallInvoker, CallOptions, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            var token = await TokenAsync(invoker, cancellationToken).ConfigureAwait(false);
            try
            {
                return await call(invoker, Options(token, cancellationToken)).ConfigureAwait(false);
            }
            catch (RpcException failed) when (token is not null && EtcdFailure.Of(failed).Kind == EtcdFailureKind.TokenExpired)
            {
                Interlocked.CompareExchange(ref _token, null, token);
                if (isAgain)
                {
                    throw;
                }
            }
        }
    }

    private (int Index, CallInvoker Invoker) Next()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return (_current, (_channels[_current] ??= Open(_settings.Nodes[_current])).CreateCallInvoker());
        }
    }

    private void Turn(int from)
    {
        lock (_lock)
        {
            if (_current == from)
            {
                _current = (from + 1) % _channels.Length;
            }
        }
    }

    private async Task<string?> TokenAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        if (_settings.Username is null || Volatile.Read(ref _token) is { } known)
        {
            return Volatile.Read(ref _token);
        }

        var request = new AuthenticateRequest { Name = _settings.Username, Password = _settings.Password };
        try
        {
            var options = Options(null, cancellationToken);
            var answer = await new Auth.AuthClient(invoker).AuthenticateAsync(request, options).ConfigureAwait(false);
            Volatile.Write(ref _token, answer.Token);
            return answer.Token;
        }
        catch (RpcException needless) when (needless.Status.Detail.Contains(NoUsers, StringComparison.Ordinal))
        {
            return null;
        }
    }

    [SuppressMessage("Security", "CA5359:Do Not Disable Certificate Validation", Justification = "what --client-insecure asks for")]
    private GrpcChannel Open(Uri node)
    {
        var tls = TlsFiles.Copy(_settings.Tls);
        if (_settings.IsInsecure)
        {
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }

        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = _settings.DialTimeout,
            ConnectCallback = ConnectAsync,
            UseProxy = false,
            AllowAutoRedirect = false,
            SslOptions = tls,
            KeepAlivePingDelay = _settings.KeepAliveInterval,
            KeepAlivePingTimeout = _settings.KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        return GrpcChannel.ForAddress(node, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,

            // The limit of one page; a larger one is requested in parts.
            MaxReceiveMessageSize = ResponseLimit.Bytes,
            ThrowOperationCanceledOnCancellation = true,
        });
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = await ClientSocket.ConnectAsync(context.DnsEndPoint, configureTcp: null, cancellationToken).ConfigureAwait(false);
        return new AnsweringConnection(socket, _settings.DialTimeout, _settings.Clock);
    }
}

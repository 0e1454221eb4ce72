using Confd.Following;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Connections;

/// <summary>A client of one node.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    // A client that can list the nodes of a cluster connects to all of them and sends commands without a key to any: the command must be
    // unknown to it. It is renamed here to a command for which a client of one node has no use.
    private const string Cluster = "READWRITE";

    private static readonly string[] SourceLines =
        ["master_host", "master_port", "master_link_status", "master_sync_in_progress", "master_replid"];

    private static readonly CommandMap WithSubscriptions = CreateCommands(absent: []);

    private static readonly CommandMap WithoutSubscriptions =
        CreateCommands(absent: ["SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE"]);

    private readonly ConnectionMultiplexer _client;
    private readonly RedisDialer _dialer;
    private readonly RedisSettings _settings;
    private bool _isAlone;

    private RedisConnection(RedisNode node, RedisSettings settings, ConnectionMultiplexer client, RedisDialer dialer)
    {
        Node = node;
        _settings = settings;
        _client = client;
        _dialer = dialer;
        Database = client.GetDatabase(node.Database);
    }

    public RedisNode Node { get; }

    /// <summary>The node's database. Commands with a key are sent with <see cref="CommandFlags.NoRedirect"/>.</summary>
    public IDatabase Database { get; }

    /// <summary>Receives notifications, on a separate connection.</summary>
    public ISubscriber Subscriber => _client.GetSubscriber();

    /// <summary>Raised when the connection for notifications was lost.</summary>
    public event EventHandler<ConnectionFailedEventArgs> Lost
    {
        add => _client.ConnectionFailed += value;
        remove => _client.ConnectionFailed -= value;
    }

    /// <summary>Connects, logs in, and checks that the database exists, within the dial time.</summary>
    /// <param name="node">The node.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="hasSubscriber">Whether <see cref="Subscriber"/> is needed.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="Exception">It failed; <see cref="RedisFailure"/> classifies it.</exception>
    public static async Task<RedisConnection> OpenAsync(
        RedisNode node, RedisSettings settings, bool hasSubscriber, CancellationToken cancellationToken)
    {
        if (node.EndPoint is null)
        {
            throw new RedisCommandException("the address is not HOST:PORT, HOST:PORT/DATABASE or the path of a socket");
        }

        using var limit = new TimeLimit(settings.DialTimeout, settings.Clock, cancellationToken);
        var dialer = new RedisDialer(node, settings.Tls);
        var connecting = ConnectionMultiplexer.ConnectAsync(Options(node, settings, dialer, hasSubscriber));
        try
        {
            // Otherwise the client would continue until its time is up, or fail with a message of its own.
            await Task.WhenAny(connecting, dialer.Failed).WaitAsync(limit.Token).ConfigureAwait(false);
            if (dialer.Failed.IsCompleted && !connecting.IsCompletedSuccessfully)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(await dialer.Failed.ConfigureAwait(false));
            }

            var connection = new RedisConnection(node, settings, await connecting.ConfigureAwait(false), dialer);
            await connection.CheckAsync(limit.Token).ConfigureAwait(false);
            return connection;
        }
        catch (Exception failed)
        {
            var said = dialer.LastError;
            _ = CloseWhenOpenAsync(connecting, dialer);
            throw failed switch
            {
                OperationCanceledException when cancellationToken.IsCancellationRequested => failed,

                // The server responds repeatedly that it is not ready.
                OperationCanceledException or RedisConnectionException or TimeoutException when RedisFailure.IsPassing(said) =>
                    new NotReadyException(said),
                OperationCanceledException => new TimeoutException("no answer in time", failed),
                _ => failed,
            };
        }
    }

    /// <summary>Sends a ping; for a named user it is a login, which every user may send: if a login is rejected, the client continues
    /// silently as the default user.</summary>
    /// <exception cref="RedisException">The server did not respond, or rejected the user.</exception>
    public Task PingAsync(CancellationToken cancellationToken)
    {
        Task sign = _settings.Username is { Length: > 0 } user
            ? Database.ExecuteAsync("AUTH", user, _settings.Password ?? "")
            : Database.PingAsync();
        return sign.WaitAsync(cancellationToken);
    }

    /// <summary>Throws if a scan of the node's names would miss some: a node of a cluster has only those of its own slots.</summary>
    /// <exception cref="InvalidDataException">Other nodes have slots too.</exception>
    /// <exception cref="RedisException">The server did not respond, or this node has no slots.</exception>
    public async Task RequireAllKeysAsync(CancellationToken cancellationToken)
    {
        const string ShardsLine = "cluster_size";
        if (_isAlone)
        {
            return;
        }

        string answer;
        try
        {
            answer = (string?)await Database.ExecuteAsync(Cluster, ["INFO"], CommandFlags.NoRedirect).WaitAsync(cancellationToken)
                .ConfigureAwait(false) ?? "";
        }
        catch (RedisServerException refused) when (!RedisFailure.Of(refused).IsTransient)
        {
            // It does not support clusters, or this user may not use the command.
            _isAlone = true;
            return;
        }

        if (InfoLines.Find(answer, ShardsLine) is { } shards && shards is not ("0" or "1"))
        {
            throw new InvalidDataException(
                $"the node is of a Redis Cluster of {shards} shards and has only its own keys: it cannot list the keys below a key");
        }

        try
        {
            // In a cluster with one shard this may be a node that was only just added: it responds with the other node's address.
            await Database.KeyTypeAsync("/", CommandFlags.NoRedirect).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException denied) when (RedisFailure.IsDenied(denied))
        {
            // A denial for this key shows that this node has it.
        }
    }

    /// <summary>Identifies the source of the node's data: a later change means that they were replaced, without a notification for any
    /// key.</summary>
    /// <returns>Empty for a node that is not a replica; null where the user may not read it.</returns>
    public async Task<string?> SourceOfDataAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = (string?)await Database.ExecuteAsync("INFO", "replication").WaitAsync(cancellationToken)
                .ConfigureAwait(false) ?? "";
            return InfoLines.Find(answer, "role") == "slave"
                ? string.Join(' ', SourceLines.Select(name => InfoLines.Find(answer, name)))
                : "";
        }
        catch (RedisServerException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Commands in progress are abandoned.
        await _client.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        await _client.DisposeAsync().ConfigureAwait(false);
        _dialer.Dispose();
    }

    private static ConfigurationOptions Options(RedisNode node, RedisSettings settings, RedisDialer dialer, bool hasSubscriber) => new()
    {
        EndPoints = { node.EndPoint! },
        Tunnel = dialer,
        User = settings.Username,
        Password = settings.Password,
        ClientName = "confd",
        Protocol = RedisProtocol.Resp2,
        AbortOnConnectFail = true,

        // For INFO and CONFIG GET.
        AllowAdmin = true,
        ConnectRetry = 1,
        ConnectTimeout = Milliseconds(settings.DialTimeout),
        AsyncTimeout = Milliseconds(settings.RequestTimeout ?? settings.Retry.Budget),
        BacklogPolicy = hasSubscriber ? BacklogPolicy.Default : BacklogPolicy.FailFast,
        CommandMap = hasSubscriber ? WithSubscriptions : WithoutSubscriptions,
        IncludeDetailInExceptions = false,

        // Neither elections among servers nor announcements of theirs.
        TieBreaker = "",
        ConfigurationChannel = "",
        SetClientLibrary = false,
    };

    // Without ECHO the client uses PING for its handshake: one permission less for the users of an access list.
    private static CommandMap CreateCommands(string[] absent)
    {
        var names = absent.Append("ECHO").Append("CLUSTER").ToDictionary(name => name, _ => (string?)null);
        names.Add(Cluster, "CLUSTER");
        return CommandMap.Create(names);
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 1, int.MaxValue / 2);

    private static async Task CloseWhenOpenAsync(Task<ConnectionMultiplexer> connecting, RedisDialer dialer)
    {
        using var sockets = dialer;
        try
        {
            await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failed) when (RedisFailure.IsKnown(failed))
        {
            // The failure has been reported.
        }
    }

    // The first command with a key shows whether the server has a database with this number.
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        await PingAsync(cancellationToken).ConfigureAwait(false);
        if (Node.Database > 0)
        {
            try
            {
                await Database.KeyTypeAsync("/", CommandFlags.NoRedirect).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException denied) when (RedisFailure.IsDenied(denied))
            {
                // A denial for this key shows that the database exists.
            }
        }
    }
}

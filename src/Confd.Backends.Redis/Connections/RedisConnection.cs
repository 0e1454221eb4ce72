using Confd.Following;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Connections;

/// <summary>One client of one node.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    // A client that can ask for the nodes of a cluster logs in to all of them and sends what names no key to any: it must not know the
    // command. Here it goes by the name of one for which a client of one node has no use.
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

    /// <summary>The node's database. What names a key is sent with <see cref="CommandFlags.NoRedirect"/>.</summary>
    public IDatabase Database { get; }

    /// <summary>For notifications, on a connection of their own.</summary>
    public ISubscriber Subscriber => _client.GetSubscriber();

    /// <summary>Hears that the connection for notifications was lost.</summary>
    public event EventHandler<ConnectionFailedEventArgs> Lost
    {
        add => _client.ConnectionFailed += value;
        remove => _client.ConnectionFailed -= value;
    }

    /// <summary>Connects, logs in, and looks whether the database is there, within the dial time.</summary>
    /// <param name="node">Where to.</param>
    /// <param name="settings">How.</param>
    /// <param name="hasSubscriber">Whether <see cref="Subscriber"/> is asked for.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="Exception">It failed; <see cref="RedisFailure"/> judges why.</exception>
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
            // The client would go on until its time is up, or fail in words of its own.
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

                // It does answer, again and again, that it is not ready.
                OperationCanceledException or RedisConnectionException or TimeoutException when RedisFailure.IsPassing(said) =>
                    new NotReadyException(said),
                OperationCanceledException => new TimeoutException("no answer in time", failed),
                _ => failed,
            };
        }
    }

    /// <summary>Asks for a sign of life; of a user that has a name by a login, which each may send: where one is turned down the client
    /// goes on without a word, as the default user.</summary>
    /// <exception cref="RedisException">The server did not answer, or turned the user down.</exception>
    public Task PingAsync(CancellationToken cancellationToken)
    {
        Task sign = _settings.Username is { Length: > 0 } user
            ? Database.ExecuteAsync("AUTH", user, _settings.Password ?? "")
            : Database.PingAsync();
        return sign.WaitAsync(cancellationToken);
    }

    /// <summary>Fails where a walk over the node's names would miss some: a node of a cluster knows those of its own slots
    /// alone.</summary>
    /// <exception cref="InvalidDataException">Others have slots too.</exception>
    /// <exception cref="RedisException">The server did not answer, or this node has no slot.</exception>
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
        catch (RedisServerException refused) when (!RedisFailure.Of(refused).MayPass)
        {
            // It has no clusters, or does not tell about them to this user.
            _isAlone = true;
            return;
        }

        if (InfoLines.Find(answer, ShardsLine) is { } shards && shards is not ("0" or "1"))
        {
            throw new InvalidDataException(
                $"the node is of a Redis Cluster of {shards} shards and knows its own keys alone: it cannot list what lies below a key");
        }

        try
        {
            // Of its one shard this may be a node that has only just come: it answers with the other's address.
            await Database.KeyTypeAsync("/", CommandFlags.NoRedirect).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException denied) when (RedisFailure.IsDenied(denied))
        {
            // Whoever may not ask for this key has reached the node that has it.
        }
    }

    /// <summary>Whose data the node has: another answer later means that they were replaced, without a notification for any key.</summary>
    /// <returns>Empty for a node that copies from none; null where the user may not ask.</returns>
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
        // What is still under way belongs to nobody any more.
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

    // The client greets with PING where it has no ECHO: one permission less for the users of an access list.
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
            // That it failed has been told.
        }
    }

    // Whether the number of the database is one of the server's shows with the first command that is about a key.
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
                // Whoever may not ask for this key has reached the database.
            }
        }
    }
}

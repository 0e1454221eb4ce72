using Confd.Backends.Redis.Connections;

namespace Confd.Backends.Redis;

/// <summary>The backend <c>redis</c>: strings and hashes of a Redis database, and of compatible servers.</summary>
public sealed class RedisBackendFactory : IKeyBackendFactory
{
    /// <summary>The servers, tried in this order.</summary>
    public static readonly BackendOption Node =
        ServerOptions.Nodes(
            "127.0.0.1:6379", "server, HOST:PORT or HOST:PORT/DATABASE, with rediss:// in front for TLS, or a socket's path; repeatable");

    /// <summary>Stands for <c>/</c> in the names of the database; none for <c>/</c> itself.</summary>
    public static readonly BackendOption Separator =
        new("separator", OptionKind.Text, "the separator in Redis keys that stands for the slash of lookup keys");

    /// <summary>The key of <see cref="TlsFiles.ClientCert"/>; without one, the password, as in the original.</summary>
    public static readonly BackendOption ClientKey =
        new("client-key", OptionKind.Text, "key of the client certificate; without --client-cert, the Redis password")
        {
            Variable = "CONFD_CLIENT_KEY",
            IsPath = true,
            IsSecret = true,
        };

    /// <summary>Has no effect here: user and password are used without it.</summary>
    public static readonly BackendOption BasicAuth =
        new("basic-auth", OptionKind.Switch, "use --username and --password (Redis always does)");

    /// <inheritdoc/>
    public string Name => "redis";

    /// <inheritdoc/>
    public string Summary => "Read keys from Redis";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } =
    [
        Node, Separator, ServerOptions.Username, ServerOptions.Password, BasicAuth, ServerOptions.IgnoredToken, TlsFiles.ClientCert,
        ClientKey, TlsFiles.ClientCaKeys,
    ];

    /// <inheritdoc/>
    public bool UsesHttp => false;

    /// <inheritdoc/>
    public void Check(BackendSection section) => NodesOf(section, hasTlsFiles: false);

    /// <inheritdoc/>
    public async Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        var named = TlsFiles.Of(section);
        var files = named.Certificate is null ? named with { Key = null } : named;
        var settings = new RedisSettings
        {
            Nodes = NodesOf(section, files.IsAny),
            Keys = RedisKeyNames.Of(section.Text(Separator)),
            Username = section.Text(ServerOptions.Username),
            Password = section.Text(ServerOptions.Password) ?? (named.Certificate is null ? named.Key : null),
            Tls = files.Load(),
            DialTimeout = context.DialTimeout,
            RequestTimeout = context.RequestTimeout,
            MaxReadingBytes = context.MaxReadingBytes,
            Retry = context.Retry,
            Clock = context.Clock,
            Logger = context.Logger,
        };
        var log = new RedisLog(context.Logger);
        BackendLog.Sources(context.Logger, string.Join(", ", section.Texts(Node)));
        log.Separator(settings.Keys.Separator);
        if (section.Text(ServerOptions.IgnoredToken) is not null)
        {
            log.NoTokens();
        }

        return await RedisKeyBackend.OpenAsync(settings, cancellationToken).ConfigureAwait(false);
    }

    private static IReadOnlyList<RedisNode> NodesOf(BackendSection section, bool hasTlsFiles) =>
        section.Texts(Node) is { Count: > 0 } nodes
            ? [.. nodes.Select(node => RedisNode.Parse(node, hasTlsFiles))]
            : throw new KeyBackendException(
                "failed to create redis client: failed to connect to any redis node: no machines provided: set nodes");
}

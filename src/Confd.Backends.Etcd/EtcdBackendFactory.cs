using Confd.Backends.Etcd.Connections;

namespace Confd.Backends.Etcd;

/// <summary>The backend <c>etcd</c>: keys and values of an etcd cluster, with its API v3.</summary>
public sealed class EtcdBackendFactory : IKeyBackendFactory
{
    /// <summary>The servers of the cluster.</summary>
    public static readonly BackendOption Node =
        ServerOptions.Nodes("http://127.0.0.1:2379", "server, http://HOST:PORT, https://HOST:PORT or HOST:PORT; repeatable");

    /// <summary>The scheme of nodes without one.</summary>
    public static readonly BackendOption Scheme =
        new("scheme", OptionKind.Text, "scheme of nodes without one, such as those of an SRV record: http or https") { Default = "http" };

    /// <summary>Accepts any server certificate.</summary>
    public static readonly BackendOption ClientInsecure =
        new("client-insecure", OptionKind.Switch, "do not verify the server's certificate");

    /// <summary>Logs in with <see cref="ServerOptions.Username"/> and <see cref="ServerOptions.Password"/>.</summary>
    public static readonly BackendOption BasicAuth = new("basic-auth", OptionKind.Switch, "log in with --username and --password");

    /// <inheritdoc/>
    public string Name => "etcd";

    /// <inheritdoc/>
    public string Summary => "Read keys from etcd";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } =
    [
        Node, Scheme, TlsFiles.ClientCaKeys, TlsFiles.ClientCert, TlsFiles.ClientKey, ClientInsecure, BasicAuth, ServerOptions.Username,
        ServerOptions.Password, ServerOptions.IgnoredToken,
    ];

    /// <inheritdoc/>
    /// <remarks>Over HTTP/2, but no proxy is used.</remarks>
    public bool UsesHttp => false;

    /// <inheritdoc/>
    public void Check(BackendSection section) => NodesOf(section, isTls: false);

    /// <inheritdoc/>
    /// <remarks>Reads the TLS files; connects with the first request.</remarks>
    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var files = TlsFiles.Of(section);
        var nodes = NodesOf(section, files.IsAny);
        var settings = new EtcdSettings
        {
            Nodes = nodes,
            Tls = files.Load(),
            IsInsecure = section.Switch(ClientInsecure),
            Username = section.Switch(BasicAuth) ? section.Text(ServerOptions.Username) ?? "" : null,
            Password = section.Text(ServerOptions.Password) ?? "",
            DialTimeout = context.DialTimeout,
            MaxReadingBytes = context.MaxReadingBytes,
            Retry = context.Retry,
            Clock = context.Clock,
            Logger = context.Logger,
        };
        var log = new EtcdLog(context.Logger);
        BackendLog.Sources(context.Logger, string.Join(", ", section.Texts(Node)));
        if (section.Text(ServerOptions.IgnoredToken) is not null)
        {
            log.NoTokens();
        }

        return Task.FromResult<IKeyBackend>(new EtcdKeyBackend(settings));
    }

    private static List<Uri> NodesOf(BackendSection section, bool isTls)
    {
        var scheme = isTls ? "https" : ServerOptions.ReadScheme(section, Scheme);
        return section.Texts(Node) is { Count: > 0 } nodes
            ? [.. nodes.Select(node => EtcdSettings.ParseNode(node, scheme))]
            : throw new KeyBackendException("failed to create etcd client: no available endpoints: set nodes");
    }
}

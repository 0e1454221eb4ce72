using Confd.Backends.ZooKeeper.Connections;

namespace Confd.Backends.ZooKeeper;

/// <summary>The backend <c>zookeeper</c>: the nodes of an Apache ZooKeeper ensemble.</summary>
public sealed class ZooKeeperBackendFactory : IKeyBackendFactory
{
    /// <summary>The servers; required in a table.</summary>
    public static readonly BackendOption Node =
        ServerOptions.Nodes(
            "127.0.0.1:2181", "server, HOST:PORT, or several with commas in between and a root /PATH behind the last; repeatable");

    /// <summary>The user of the scheme <c>digest</c>; none for no login.</summary>
    public static readonly BackendOption Username = new("username", OptionKind.Text, "user name to log in with, by the scheme digest");

    /// <inheritdoc/>
    public string Name => "zookeeper";

    /// <inheritdoc/>
    public string Summary => "Read keys from Apache ZooKeeper";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } = [Node, Username, ServerOptions.Password];

    /// <inheritdoc/>
    public bool UsesHttp => false;

    /// <inheritdoc/>
    public void Check(BackendSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        ConnectString.Parse(section.Texts(Node));
    }

    /// <inheritdoc/>
    /// <remarks>Connects with the first reading. The dial time is the session's timeout too, as in the original.</remarks>
    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        var servers = ConnectString.Parse(section.Texts(Node));
        return Task.FromResult<IKeyBackend>(new ZooKeeperBackend(servers, new SessionOptions
        {
            Timeout = context.DialTimeout,
            Login = section.Text(Username) is { Length: > 0 } user ? $"{user}:{section.Text(ServerOptions.Password)}" : null,
            MaxReadingBytes = context.MaxReadingBytes,
            Retry = context.Retry,
            Clock = context.Clock,
            Logger = context.Logger,
        }));
    }
}

using Confd.Backends.ZooKeeper.Connections;

namespace Confd.Backends.ZooKeeper;

/// <summary>The backend <c>zookeeper</c>: the nodes of an Apache ZooKeeper ensemble.</summary>
public sealed class ZooKeeperBackendFactory : IKeyBackendFactory
{
    /// <summary>The servers; required in a table.</summary>
    public static readonly BackendOption Node =
        new(
            "node",
            OptionKind.TextList,
            "server, HOST:PORT, or several with commas in between and a root /PATH behind the last; repeatable")
        {
            FileKey = "nodes",
            Short = 'n',
            CommandLineDefault = "127.0.0.1:2181",
            IsNodes = true,
            IsSource = true,
        };

    /// <summary>The user of the scheme <c>digest</c>; none for no login.</summary>
    public static readonly BackendOption Username = new("username", OptionKind.Text, "user name to log in with, by the scheme digest");

    /// <summary>The user's password.</summary>
    public static readonly BackendOption Password = new("password", OptionKind.Text, "password to log in with") { IsSecret = true };

    /// <inheritdoc/>
    public string Name => "zookeeper";

    /// <inheritdoc/>
    public string Summary => "Read keys from Apache ZooKeeper";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } = [Node, Username, Password];

    /// <inheritdoc/>
    public bool UsesHttp => false;

    /// <inheritdoc/>
    public void Check(BackendSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        ConnectString.Parse(section.Texts(Node));
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is connected before the first reading. The dial time is the session's too, as in the original.</remarks>
    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(context);
        var servers = ConnectString.Parse(section.Texts(Node));
        return Task.FromResult<IKeyBackend>(new ZooKeeperBackend(servers, new SessionOptions
        {
            Timeout = context.DialTimeout,
            Login = section.Text(Username) is { Length: > 0 } user ? $"{user}:{section.Text(Password)}" : null,
            MaxReadingBytes = context.MaxReadingBytes,
            Retry = context.Retry,
            Clock = context.Clock,
            Logger = context.Logger,
        }));
    }
}

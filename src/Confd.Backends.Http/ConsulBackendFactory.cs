using Confd.Backends.Http.Connections;
using Confd.Backends.Http.Consul;

namespace Confd.Backends.Http;

/// <summary>The backend <c>consul</c>: the key/value store of HashiCorp Consul.</summary>
public sealed class ConsulBackendFactory : IKeyBackendFactory
{
    /// <summary>The agents, tried in order.</summary>
    public static readonly BackendOption Node = ServerOptions.Nodes(
        "127.0.0.1:8500", "server to use, HOST:PORT, URL or unix:///PATH; repeatable: if one fails, the next is tried");

    /// <summary>The scheme of nodes without one.</summary>
    public static readonly BackendOption Scheme =
        new("scheme", OptionKind.Text, "scheme of nodes without one: http, https") { Default = "http" };

    /// <summary>HTTP Basic with user name and password.</summary>
    public static readonly BackendOption BasicAuth = new("basic-auth", OptionKind.Switch, "send user name and password as HTTP Basic");

    /// <summary>The ACL token.</summary>
    public static readonly BackendOption AuthToken =
        new("auth-token", OptionKind.Text, "ACL token; otherwise that of CONSUL_HTTP_TOKEN_FILE or CONSUL_HTTP_TOKEN") { IsSecret = true };

    /// <inheritdoc/>
    public string Name => "consul";

    /// <inheritdoc/>
    public string Summary => "Read keys from the key/value store of Consul";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } =
    [
        Node, Scheme, AuthToken, BasicAuth, ServerOptions.Username, ServerOptions.Password, TlsFiles.ClientCert,
        TlsFiles.ClientKey, TlsFiles.ClientCaKeys,
    ];

    /// <inheritdoc/>
    public bool UsesHttp => true;

    /// <summary>Returns the value of a variable.</summary>
    /// <value>From the environment of the process.</value>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <inheritdoc/>
    public void Check(BackendSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var settings = ConsulSettings.Read(section, Environment);
        foreach (var node in settings.Nodes)
        {
            HttpNode.ParseAddress(node, settings.Scheme);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Connects with the first reading.</remarks>
    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult<IKeyBackend>(ConsulBackend.Create(ConsulSettings.Read(section, Environment), context));
    }
}

using Confd.Backends.Http.Connections;
using Confd.Backends.Http.Vault;

namespace Confd.Backends.Http;

/// <summary>The backend <c>vault</c>: secrets of the KV engines, versions 1 and 2, of HashiCorp Vault and of OpenBao.</summary>
public sealed class VaultBackendFactory : IKeyBackendFactory
{
    /// <summary>The servers, tried in order; required in a table.</summary>
    public static readonly BackendOption Node =
        ServerOptions.Nodes("http://127.0.0.1:8200", "server to use, a URL; repeatable: if one fails, the next is tried");

    /// <summary>How to log in; required.</summary>
    public static readonly BackendOption AuthType =
        new("auth-type", OptionKind.Text, "how to log in: token, app-role, app-id, userpass, github, cert, kubernetes");

    /// <summary>The token of the type <c>token</c>, and GitHub's of the type <c>github</c>.</summary>
    public static readonly BackendOption AuthToken =
        new("auth-token", OptionKind.Text, "token of Vault, or of GitHub for that auth type") { Variable = "VAULT_TOKEN", IsSecret = true };

    /// <summary>The application of the type <c>app-id</c>.</summary>
    public static readonly BackendOption AppId = new("app-id", OptionKind.Text, "application, for the auth type app-id")
    {
        IsSecret = true,
    };

    /// <summary>The user of the type <c>app-id</c>.</summary>
    public static readonly BackendOption UserId = new("user-id", OptionKind.Text, "user, for the auth type app-id") { IsSecret = true };

    /// <summary>The role of the types <c>app-role</c> and <c>kubernetes</c>.</summary>
    public static readonly BackendOption RoleId =
        new("role-id", OptionKind.Text, "role, for the auth types app-role and kubernetes") { IsSecret = true };

    /// <summary>The secret of the type <c>app-role</c>.</summary>
    public static readonly BackendOption SecretId =
        new("secret-id", OptionKind.Text, "secret of the role, for the auth type app-role") { IsSecret = true };

    /// <summary>The mount path of the auth method; none for its default.</summary>
    public static readonly BackendOption MountPath =
        new("path", OptionKind.Text, "where the auth method is mounted, if not at its own name");

    /// <inheritdoc/>
    public string Name => "vault";

    /// <inheritdoc/>
    public string Summary => "Read keys from the KV secrets of Vault";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } =
    [
        Node, AuthType, AuthToken, AppId, UserId, RoleId, SecretId, MountPath, ServerOptions.Username, ServerOptions.Password,
        TlsFiles.ClientCert, TlsFiles.ClientKey, TlsFiles.ClientCaKeys,
    ];

    /// <inheritdoc/>
    public bool UsesHttp => true;

    /// <summary>Returns the value of a variable.</summary>
    /// <value>From the environment of the process.</value>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <inheritdoc/>
    /// <remarks>The data for the login may only be in the environment of the daemon.</remarks>
    public void Check(BackendSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        foreach (var node in VaultSettings.ReadNodes(section))
        {
            HttpNode.ParseAddress(node, "http");
        }
    }

    /// <inheritdoc/>
    /// <remarks>Logs in.</remarks>
    public async Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await VaultBackend.OpenAsync(VaultSettings.Read(section, Environment), context, cancellationToken).ConfigureAwait(false);
    }
}

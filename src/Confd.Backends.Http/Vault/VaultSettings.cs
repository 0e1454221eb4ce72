using Confd.Backends.Http.Connections;

namespace Confd.Backends.Http.Vault;

/// <summary>Settings of Vault: from a section, and from those variables of Vault's own tools that the original supports.</summary>
internal sealed record VaultSettings
{
    /// <summary>The servers.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>How to log in.</summary>
    public required VaultLogin Login { get; init; }

    /// <summary>The files for https.</summary>
    public required TlsFiles Tls { get; init; }

    /// <summary>The namespace of Vault Enterprise; null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The servers of a section; not yet validated.</summary>
    /// <exception cref="KeyBackendException">There are none.</exception>
    public static IReadOnlyList<string> ReadNodes(BackendSection section) => section.Texts(VaultBackendFactory.Node) is { Count: > 0 } nodes
        ? nodes
        : throw new KeyBackendException("vault backend requires at least one node address: set nodes");

    /// <summary>Reads a section and the environment.</summary>
    /// <exception cref="KeyBackendException">A setting is missing or wrong.</exception>
    public static VaultSettings Read(BackendSection section, Func<string, string?> environment)
    {
        string? Variable(string name) => environment(name) is { Length: > 0 } text ? text : null;
        var nodes = ReadNodes(section);
        return new VaultSettings
        {
            // An agent on this machine forwards requests to the servers.
            Nodes = Variable("VAULT_AGENT_ADDR") is { } agent ? [agent] : nodes,
            Login = VaultLogin.Read(section, Variable),
            Tls = TlsFiles.Of(section),
            Namespace = Variable("VAULT_NAMESPACE"),
        };
    }

    /// <summary>Creates the servers without connecting.</summary>
    /// <exception cref="KeyBackendException">A node is not an address, or a TLS file cannot be used.</exception>
    public IReadOnlyList<HttpNode> CreateNodes(TimeSpan dialTimeout)
    {
        // SRV records have no scheme.
        var scheme = Tls.IsAny ? "https" : "http";
        return [.. Nodes.Select(node => HttpNode.Create(node, scheme, Tls.Load, dialTimeout))];
    }
}

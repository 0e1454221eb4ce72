using Confd.Backends.Http.Connections;

namespace Confd.Backends.Http.Vault;

/// <summary>What is said about Vault: by a section, and by those variables of Vault's own tools that the original knows.</summary>
internal sealed record VaultSettings
{
    /// <summary>The servers.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>How to log in.</summary>
    public required VaultLogin Login { get; init; }

    /// <summary>The files of https.</summary>
    public required TlsFiles Tls { get; init; }

    /// <summary>The namespace of Vault Enterprise; null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The servers that a section names; not yet judged.</summary>
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
            // An agent beside the program knows the way to the servers.
            Nodes = Variable("VAULT_AGENT_ADDR") is { } agent ? [agent] : nodes,
            Login = VaultLogin.Read(section, Variable),
            Tls = TlsFiles.Of(section),
            Namespace = Variable("VAULT_NAMESPACE"),
        };
    }

    /// <summary>Makes the servers; nothing is connected yet.</summary>
    /// <exception cref="KeyBackendException">A node is no address, or a file of TLS cannot be used.</exception>
    public IReadOnlyList<HttpNode> CreateNodes(TimeSpan dialTimeout)
    {
        // SRV records name no scheme.
        var scheme = Tls.IsAny ? "https" : "http";
        return [.. Nodes.Select(node => HttpNode.Create(node, scheme, Tls.Load, dialTimeout))];
    }
}

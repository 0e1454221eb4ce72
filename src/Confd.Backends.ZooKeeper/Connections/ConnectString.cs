namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>The servers of an ensemble, and the node that is used as the root.</summary>
/// <param name="Servers">At least one.</param>
/// <param name="Root">The prefix of all paths: <c>/team</c>; empty for the root itself.</param>
internal sealed record ConnectString(IReadOnlyList<ServerAddress> Servers, string Root)
{
    /// <summary>Parses nodes: each <c>HOST:PORT</c>, or several separated by commas, with a path after the last.</summary>
    /// <exception cref="KeyBackendException">There are none, one is malformed, or they name different roots.</exception>
    public static ConnectString Parse(IReadOnlyList<string> nodes)
    {
        var servers = new List<ServerAddress>();
        var root = "";
        foreach (var node in nodes)
        {
            var slash = node.IndexOf('/', StringComparison.Ordinal);
            if ((slash < 0 ? node : node[..slash]).Contains('@', StringComparison.Ordinal))
            {
                throw HoldsUser();
            }

            var path = slash < 0 ? "" : node[slash..].TrimEnd('/');
            if (path.Length > 0 && root.Length > 0 && path != root)
            {
                throw new KeyBackendException($"the nodes name two roots, {root} and {path}: set nodes with one");
            }

            root = path.Length > 0 ? path : root;
            foreach (var server in (slash < 0 ? node : node[..slash]).Split(','))
            {
                servers.Add(ServerAddress.Parse(server.Trim()) ?? throw NoAddress(server, node));
            }
        }

        return servers.Count > 0
            ? new ConnectString(servers, root)
            : throw new KeyBackendException("zk: server list must not be empty: set nodes");
    }

    // A password may contain a slash.
    private static KeyBackendException NoAddress(string server, string node) => node.Contains('@', StringComparison.Ordinal)
        ? HoldsUser()
        : new KeyBackendException($"the node {(server.Length > 0 ? server : "\"\"")} is not an address; write HOST:PORT");

    private static KeyBackendException HoldsUser() =>
        new KeyBackendException("the address of a zookeeper node must not contain a user or password: set username and password");

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Servers) + Root;
}

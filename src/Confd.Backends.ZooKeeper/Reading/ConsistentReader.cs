using Confd.Backends.ZooKeeper.Connections;

namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>Reads trees as they were at one moment, which ZooKeeper has no question for.</summary>
internal sealed class ConsistentReader(ZooKeeperSession session, string root)
{
    /// <summary>Walks until nothing happened meanwhile, or two walks in a row bring the same.</summary>
    /// <param name="paths">Where to begin.</param>
    /// <param name="cancellationToken">Ends it: nodes that change faster than they can be read are not read.</param>
    /// <exception cref="ZooKeeperException">They cannot be read.</exception>
    public Task<Tree> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) => session.RunAsync(
        $"reading {string.Join(", ", paths.Take(3))}{(paths.Count > 3 ? " and others" : "")}",
        async (connection, stop) =>
        {
            Tree? before = null;
            while (true)
            {
                using var reader = new TreeReader(connection, root, isWatching: false);
                var tree = await reader.ReadAsync(paths, stop).ConfigureAwait(false);
                if (tree.IsOneMoment || (before is not null && tree.IsSameAs(before)))
                {
                    return tree;
                }

                before = tree;
            }
        },
        cancellationToken);
}

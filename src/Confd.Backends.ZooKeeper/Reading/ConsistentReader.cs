using Confd.Backends.ZooKeeper.Connections;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>Reads trees as of one moment, for which ZooKeeper has no request.</summary>
internal sealed partial class ConsistentReader(ZooKeeperSession session, string root, long maxBytes, ILogger logger)
{
    /// <summary>The maximum number of walks: a tree that is written continuously never stays the same between two.</summary>
    public const int MaxWalks = 5;

    private readonly ILogger _logger = logger;
    private int _hasWarned;

    /// <summary>Walks until there was no transaction meanwhile, or two consecutive walks have the same result, but at most <see
    /// cref="MaxWalks"/> times: then the last walk is returned, in which each node is as it was at some moment during it.</summary>
    /// <param name="paths">The paths to start at.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ZooKeeperException">They cannot be read.</exception>
    /// <exception cref="KeyBackendException">They exceed the memory limit.</exception>
    public Task<Tree> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) => session.RunAsync(
        $"reading {string.Join(", ", paths.Take(3))}{(paths.Count > 3 ? " and others" : "")}",
        async (connection, stop) =>
        {
            Tree? before = null;
            for (var walk = 1; ; walk++)
            {
                var reader = new TreeReader(connection, root, isWatching: false, new ReadingBudget("zookeeper", maxBytes));
                var tree = await reader.ReadAsync(paths, stop).ConfigureAwait(false);
                if (tree.IsOneMoment || (before is not null && tree.IsSameAs(before)))
                {
                    return tree;
                }

                if (walk == MaxWalks)
                {
                    if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
                    {
                        LogNeverConsistent(MaxWalks);
                    }

                    return tree;
                }

                before = tree;
            }
        },
        cancellationToken);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Keys of ZooKeeper changed during each of {Walks} walks in a row: values may come from different moments")]
    private partial void LogNeverConsistent(int walks);
}

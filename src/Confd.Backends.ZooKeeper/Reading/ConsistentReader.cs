using Confd.Backends.ZooKeeper.Connections;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>Reads trees as they were at one moment, which ZooKeeper has no question for.</summary>
internal sealed partial class ConsistentReader(ZooKeeperSession session, string root, long maxBytes, ILogger logger)
{
    /// <summary>A tree that is written without pause is never found at rest.</summary>
    public const int MostWalks = 5;

    private readonly ILogger _logger = logger;
    private int _hasWarned;

    /// <summary>Walks until nothing happened meanwhile, or two walks in a row bring the same, but no more than <see cref="MostWalks"/>
    /// times: then the last walk is taken, in which each node is as it was at some moment of it.</summary>
    /// <param name="paths">Where to begin.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ZooKeeperException">They cannot be read.</exception>
    /// <exception cref="KeyBackendException">They take more room than there is.</exception>
    public Task<Tree> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) => session.RunAsync(
        $"reading {string.Join(", ", paths.Take(3))}{(paths.Count > 3 ? " and others" : "")}",
        async (connection, stop) =>
        {
            Tree? before = null;
            for (var walk = 1; ; walk++)
            {
                var reader = new TreeReader(connection, root, isWatching: false, new ReadingRoom("zookeeper", maxBytes));
                var tree = await reader.ReadAsync(paths, stop).ConfigureAwait(false);
                if (tree.IsOneMoment || (before is not null && tree.IsSameAs(before)))
                {
                    return tree;
                }

                if (walk == MostWalks)
                {
                    if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
                    {
                        LogRestless(MostWalks);
                    }

                    return tree;
                }

                before = tree;
            }
        },
        cancellationToken);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Keys of ZooKeeper changed during each of {Walks} walks in a row: values of different moments may stand together")]
    private partial void LogRestless(int walks);
}

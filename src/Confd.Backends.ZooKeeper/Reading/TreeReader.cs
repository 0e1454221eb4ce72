using System.Collections.Concurrent;
using System.Threading.Channels;
using Confd.Backends.ZooKeeper.Connections;
using Confd.Backends.ZooKeeper.Protocol;

namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>Walks trees of nodes on one connection, with many concurrent requests.</summary>
/// <param name="connection">The connection.</param>
/// <param name="root">The node that is used as the root; empty for the root itself.</param>
/// <param name="isWatching">True: every node is watched from then on, a missing one for its creation.</param>
/// <param name="budget">Limits the memory of the values.</param>
internal sealed class TreeReader(ZooKeeperConnection connection, string root, bool isWatching, ReadingBudget budget)
{
    // Two requests each: keeps a wide tree from filling the server's queue and this program's memory.
    private const int MaxWalkers = 64;

    private const int MaxNodes = 1_000_000;

    private readonly Channel<Place> _places = Channel.CreateUnbounded<Place>();
    private readonly ConcurrentDictionary<string, TreeNode> _nodes = new(StringComparer.Ordinal);
    private long _firstZxid = long.MaxValue;
    private long _lastZxid;
    private int _found;
    private int _unread;

    /// <summary>Walks everything from some paths on; missing paths are skipped.</summary>
    /// <exception cref="ZooKeeperException">A node cannot be read, or the connection is lost.</exception>
    /// <exception cref="KeyBackendException">It exceeds the memory limit.</exception>
    public async Task<Tree> ReadAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            Add(path, isStart: true);
        }

        if (_unread == 0)
        {
            _places.Writer.TryComplete();
        }

        // No more tasks than walkers, however wide the tree is: they end immediately when the first one fails, or the time is over.
        var walking = new ParallelOptions { MaxDegreeOfParallelism = MaxWalkers, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(_places.Reader.ReadAllAsync(CancellationToken.None), walking, WalkAsync).ConfigureAwait(false);
        return new Tree(_nodes, _firstZxid >= _lastZxid);
    }

    private void Add(string path, bool isStart)
    {
        // Nodes that are still to be read count too.
        budget.Take(path, 0);
        Interlocked.Increment(ref _unread);
        _places.Writer.TryWrite(new Place(path, isStart));
    }

    private async ValueTask WalkAsync(Place place, CancellationToken cancellationToken)
    {
        if (await ReadAsync(place, cancellationToken).ConfigureAwait(false) is { } node)
        {
            foreach (var name in node.Children)
            {
                Add(place.Path == "/" ? "/" + name : $"{place.Path}/{name}", isStart: false);
            }
        }

        if (Interlocked.Decrement(ref _unread) == 0)
        {
            _places.Writer.TryComplete();
        }
    }

    // Null: the node does not exist.
    private async Task<TreeNode?> ReadAsync(Place place, CancellationToken cancellationToken)
    {
        var path = place.Path;
        while (true)
        {
            // Waits for both, also where one fails.
            var requesting = RequestAsync(OpCode.GetChildren2, path, cancellationToken);
            var replies = await Task.WhenAll(requesting, RequestAsync(OpCode.GetData, path, cancellationToken)).ConfigureAwait(false);
            var (children, data) = (replies[0], replies[1]);
            if (data.IsThere && children.IsThere)
            {
                var node = Node(data, children);
                RequireBounded(path, node);
                budget.Take(node.Data.Length);
                _nodes[path] = node;
                return node;
            }

            // A node that is created in between is walked after all.
            if (!place.IsStart || !isWatching
                || !(await RequestAsync(OpCode.Exists, path, cancellationToken).ConfigureAwait(false)).IsThere)
            {
                return null;
            }
        }
    }

    private static TreeNode Node(Reply data, Reply children)
    {
        var dataReader = new JuteReader(data.Body.Span);
        var bytes = dataReader.ReadBytes();
        var stat = NodeStat.Read(ref dataReader);
        return new TreeNode(bytes, stat.Modified, new JuteReader(children.Body.Span).ReadTexts());
    }

    // ZooKeeper has no such names; and a server that returns an unlimited number of children would fill the memory.
    private void RequireBounded(string path, TreeNode node)
    {
        if (node.Children.Any(name => name.Length == 0 || name.Contains('/', StringComparison.Ordinal)))
        {
            throw new ZooKeeperException(ZooKeeperFailure.UnexpectedResponse, $"{path}: the server is not ZooKeeper");
        }

        if (Interlocked.Add(ref _found, node.Children.Count) > MaxNodes)
        {
            throw new ZooKeeperException(ZooKeeperFailure.Refused, $"{path}: there are more than 1,000,000 nodes to read");
        }
    }

    private async Task<Reply> RequestAsync(OpCode operation, string path, CancellationToken cancellationToken)
    {
        var full = root + (path == "/" && root.Length > 0 ? "" : path);
        try
        {
            var reply = await connection.RequestAsync(operation, body => body.Write(full).Write(isWatching), cancellationToken)
                .ConfigureAwait(false);
            Note(reply.Zxid);
            return reply;
        }
        catch (ZooKeeperException refused) when (!refused.IsTransient)
        {
            throw new ZooKeeperException(refused.Failure, $"{full}: {refused.Message}", refused);
        }
    }

    private void Note(long zxid)
    {
        lock (_nodes)
        {
            _firstZxid = Math.Min(_firstZxid, zxid);
            _lastZxid = Math.Max(_lastZxid, zxid);
        }
    }

    private readonly record struct Place(string Path, bool IsStart);
}

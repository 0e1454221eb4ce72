using System.Collections.Concurrent;
using Confd.Backends.ZooKeeper.Connections;
using Confd.Backends.ZooKeeper.Protocol;

namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>Walks trees of nodes on one connection, many questions at once.</summary>
/// <param name="connection">Where it asks.</param>
/// <param name="root">The node that stands for the root; empty for the root itself.</param>
/// <param name="isWatching">True: every node is watched from then on, one that is not there for its coming.</param>
/// <param name="room">For what is kept.</param>
internal sealed class TreeReader(ZooKeeperConnection connection, string root, bool isWatching, ReadingRoom room) : IDisposable
{
    // Keeps a wide tree from filling the server's queue and this program's memory.
    private const int MostQuestions = 128;

    private const int MostNodes = 1_000_000;

    private readonly SemaphoreSlim _questions = new(MostQuestions);
    private readonly ConcurrentDictionary<string, TreeNode> _nodes = new(StringComparer.Ordinal);
    private long _firstZxid = long.MaxValue;
    private long _lastZxid;
    private int _found;

    /// <summary>Walks everything from some paths on; what is not there is left out.</summary>
    /// <exception cref="ZooKeeperException">Something cannot be read, or the connection is lost.</exception>
    /// <exception cref="KeyBackendException">It takes more room than there is.</exception>
    public async Task<Tree> ReadAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        await Task.WhenAll(paths.Select(path => WalkAsync(path, isStart: true, cancellationToken))).ConfigureAwait(false);
        return new Tree(_nodes, _firstZxid >= _lastZxid);
    }

    /// <inheritdoc/>
    public void Dispose() => _questions.Dispose();

    private async Task WalkAsync(string path, bool isStart, CancellationToken cancellationToken)
    {
        // First of all: once there is no room, nobody asks any more.
        room.Take(path, 0);
        while (true)
        {
            // Both to their end, also where one fails: nobody is to wait any more when this reader is disposed.
            var asking = AskAsync(OpCode.GetChildren2, path, cancellationToken);
            var replies = await Task.WhenAll(asking, AskAsync(OpCode.GetData, path, cancellationToken)).ConfigureAwait(false);
            var (children, data) = (replies[0], replies[1]);
            if (data.IsThere && children.IsThere)
            {
                var node = Node(data, children);
                RequireBounded(path, node);
                room.Take(node.Data.Length);
                _nodes[path] = node;
                await Task.WhenAll(node.Children.Select(name =>
                    WalkAsync(path == "/" ? "/" + name : $"{path}/{name}", isStart: false, cancellationToken))).ConfigureAwait(false);
                return;
            }

            // One that comes in between is walked after all.
            if (!isStart || !isWatching || !(await AskAsync(OpCode.Exists, path, cancellationToken).ConfigureAwait(false)).IsThere)
            {
                return;
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

    // ZooKeeper has no such names; and a server that names children without end would be walked until the memory is full.
    private void RequireBounded(string path, TreeNode node)
    {
        if (node.Children.Any(name => name.Length == 0 || name.Contains('/', StringComparison.Ordinal)))
        {
            throw new ZooKeeperException(ZooKeeperFailure.ForeignAnswer, $"{path}: what answers is no ZooKeeper");
        }

        if (Interlocked.Add(ref _found, node.Children.Count) > MostNodes)
        {
            throw new ZooKeeperException(ZooKeeperFailure.Refused, $"{path}: there are more than 1,000,000 nodes to read");
        }
    }

    private async Task<Reply> AskAsync(OpCode operation, string path, CancellationToken cancellationToken)
    {
        var full = root + (path == "/" && root.Length > 0 ? "" : path);
        await _questions.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var reply = await connection.AskAsync(operation, body => body.Write(full).Write(isWatching), cancellationToken)
                .ConfigureAwait(false);
            Note(reply.Zxid);
            return reply;
        }
        catch (ZooKeeperException refused) when (!refused.MayPass)
        {
            throw new ZooKeeperException(refused.Failure, $"{full}: {refused.Message}", refused);
        }
        finally
        {
            _questions.Release();
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
}

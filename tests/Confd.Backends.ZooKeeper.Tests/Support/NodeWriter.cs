using System.Text;
using Confd.Backends.ZooKeeper.Connections;
using Confd.Backends.ZooKeeper.Protocol;

namespace Confd.Backends.ZooKeeper.Tests.Support;

/// <summary>Writes nodes, which confd itself never does, on a connection of its own.</summary>
internal sealed class NodeWriter : IAsyncDisposable
{
    private const OpCode Create = (OpCode)1;
    private const OpCode Delete = (OpCode)2;
    private const OpCode SetData = (OpCode)5;
    private const int NodeExists = -110;

    private readonly ZooKeeperConnection _connection;

    private NodeWriter(ZooKeeperConnection connection) => _connection = connection;

    public static async Task<NodeWriter> OpenAsync(string address, CancellationToken cancellationToken) =>
        new(await ZooKeeperConnection.OpenAsync(
            ServerAddress.Parse(address)!, SessionIdentity.None, TimeSpan.FromSeconds(30), TimeProvider.System, cancellationToken));

    /// <summary>Creates a node with all above it, or writes its data.</summary>
    /// <param name="path">The node.</param>
    /// <param name="data">Its data.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="digest">Who alone may read it, <c>USER:DIGEST</c>; null for everybody.</param>
    public async Task PutAsync(string path, byte[] data, CancellationToken cancellationToken, string? digest = null)
    {
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            await CreateAsync(path[..slash], [], null, cancellationToken);
        }

        if (!await CreateAsync(path, data, digest, cancellationToken))
        {
            await _connection.RequestAsync(SetData, body => body.Write(path).Write(data).Write(-1), cancellationToken);
        }
    }

    public Task PutAsync(string path, string data, CancellationToken cancellationToken) =>
        PutAsync(path, Encoding.UTF8.GetBytes(data), cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        _connection.RequestAsync(Delete, body => body.Write(path).Write(-1), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _connection.CloseSessionAsync();
        await _connection.DisposeAsync();
    }

    // False where it is there already.
    private async Task<bool> CreateAsync(string path, byte[] data, string? digest, CancellationToken cancellationToken)
    {
        const int AllRights = 31;
        try
        {
            await _connection.RequestAsync(
                Create,
                body => body.Write(path).Write(data)
                    .Write(1).Write(AllRights).Write(digest is null ? "world" : "digest").Write(digest ?? "anyone")
                    .Write(0),
                cancellationToken);
            return true;
        }
        catch (ZooKeeperException there) when (there.Message.Contains($"{NodeExists}", StringComparison.Ordinal))
        {
            return false;
        }
    }
}

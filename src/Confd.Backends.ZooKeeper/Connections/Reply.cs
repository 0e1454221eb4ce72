namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>A response without an error, or with an accepted one, such as that a node does not exist.</summary>
/// <param name="Zxid">The last transaction of the server at the time of the response.</param>
/// <param name="Error">0, or the number of an accepted error.</param>
/// <param name="Body">The bytes after the header.</param>
internal readonly record struct Reply(long Zxid, int Error, ReadOnlyMemory<byte> Body)
{
    /// <summary>True where the node exists.</summary>
    public bool IsThere => Error == Protocol.ErrorCode.Ok;
}

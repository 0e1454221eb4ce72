namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>An answer without an error, or that a node is not there.</summary>
/// <param name="Zxid">The last transaction that the server had seen when it answered.</param>
/// <param name="Error">0, or the number of an error that the caller wants to see.</param>
/// <param name="Body">What stands behind the header.</param>
internal readonly record struct Reply(long Zxid, int Error, ReadOnlyMemory<byte> Body)
{
    /// <summary>True where the node is there.</summary>
    public bool IsThere => Error == Protocol.ErrorCode.Ok;
}

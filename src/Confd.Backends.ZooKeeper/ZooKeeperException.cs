using System.Net.Sockets;

namespace Confd.Backends.ZooKeeper;

/// <summary>A request to ZooKeeper failed: the cause of a <see cref="KeyBackendException"/>.</summary>
/// <remarks>The message names server, node and reason; it holds no data and no password.</remarks>
public sealed class ZooKeeperException : Exception
{
    internal ZooKeeperException(ZooKeeperFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>The kind of failure.</summary>
    public ZooKeeperFailure Failure { get; }

    internal bool IsConnectionRefused => InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    internal bool IsTransient =>
        Failure is ZooKeeperFailure.Unreachable or ZooKeeperFailure.ConnectionLost or ZooKeeperFailure.SessionExpired;
}

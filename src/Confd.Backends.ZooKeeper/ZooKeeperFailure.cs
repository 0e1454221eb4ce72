namespace Confd.Backends.ZooKeeper;

/// <summary>Why a request to ZooKeeper failed.</summary>
public enum ZooKeeperFailure
{
    /// <summary>No server can be reached. Transient.</summary>
    Unreachable,

    /// <summary>The connection broke, or the server stopped responding. May be transient.</summary>
    ConnectionLost,

    /// <summary>The session has expired: the next request opens another one.</summary>
    SessionExpired,

    /// <summary>User and password are rejected.</summary>
    AuthFailed,

    /// <summary>A node may not be read.</summary>
    Denied,

    /// <summary>The server rejects a request for another reason.</summary>
    Refused,

    /// <summary>The server is not ZooKeeper.</summary>
    UnexpectedResponse,
}

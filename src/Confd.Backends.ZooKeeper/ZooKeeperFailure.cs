namespace Confd.Backends.ZooKeeper;

/// <summary>Why a question to ZooKeeper failed.</summary>
public enum ZooKeeperFailure
{
    /// <summary>No server can be reached. Passes when one is back.</summary>
    Unreachable,

    /// <summary>The connection broke, or the server fell silent. May pass.</summary>
    ConnectionLost,

    /// <summary>The session is over: the next question opens another.</summary>
    SessionExpired,

    /// <summary>User and password are not taken.</summary>
    AuthFailed,

    /// <summary>A node may not be read.</summary>
    Denied,

    /// <summary>The server refuses a question for another reason.</summary>
    Refused,

    /// <summary>What answers is no ZooKeeper.</summary>
    ForeignAnswer,
}

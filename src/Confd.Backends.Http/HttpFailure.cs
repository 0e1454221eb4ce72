namespace Confd.Backends.Http;

/// <summary>Why a request to a server failed.</summary>
public enum HttpFailure
{
    /// <summary>No connection: no such host, refused, no route. Passes when the server is back.</summary>
    Unreachable,

    /// <summary>A connection, and then silence. May pass.</summary>
    NoAnswer,

    /// <summary>The connection broke before the answer was whole. May pass.</summary>
    ConnectionLost,

    /// <summary>The server asks to be asked less often. May pass.</summary>
    Throttled,

    /// <summary>The server cannot answer now: no leader, sealed, starting. May pass.</summary>
    Unavailable,

    /// <summary>The certificates of the two do not fit.</summary>
    Untrusted,

    /// <summary>Token or login are wrong, have expired, or do not suffice.</summary>
    Denied,

    /// <summary>What was asked for is not there.</summary>
    Missing,

    /// <summary>The server does not take the request.</summary>
    Refused,

    /// <summary>The answer is not one of this kind of server.</summary>
    ForeignAnswer,
}

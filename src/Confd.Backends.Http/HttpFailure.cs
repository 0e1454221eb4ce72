namespace Confd.Backends.Http;

/// <summary>Why a request to a server failed.</summary>
public enum HttpFailure
{
    /// <summary>No connection: no such host, refused, no route. Transient.</summary>
    Unreachable,

    /// <summary>Connected, but no response. May be transient.</summary>
    NoResponse,

    /// <summary>The connection broke before the response was complete. May be transient.</summary>
    ConnectionLost,

    /// <summary>The server throttled the request. Transient.</summary>
    Throttled,

    /// <summary>The server cannot process requests now: no leader, sealed, starting. May be transient.</summary>
    Unavailable,

    /// <summary>A certificate is not trusted.</summary>
    Untrusted,

    /// <summary>Token or login are wrong, have expired, or do not have the permission.</summary>
    Denied,

    /// <summary>The requested path does not exist.</summary>
    Missing,

    /// <summary>The server rejects the request.</summary>
    Refused,

    /// <summary>The response is not one of this kind of server.</summary>
    UnexpectedResponse,
}

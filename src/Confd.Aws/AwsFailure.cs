namespace Confd.Aws;

/// <summary>Why a request to AWS failed, as far as callers decide on it.</summary>
public enum AwsFailure
{
    /// <summary>Something else; the inner exception tells.</summary>
    Unknown = 0,

    /// <summary>What is asked for does not exist in this account and region.</summary>
    Missing,

    /// <summary>The credentials are not allowed to do this, or are not valid at all.</summary>
    AccessDenied,

    /// <summary>The credentials were valid once and have expired.</summary>
    ExpiredCredentials,

    /// <summary>The service asked to slow down.</summary>
    Throttled,

    /// <summary>No connection: refused, no route, or the name does not resolve.</summary>
    Unreachable,

    /// <summary>The connection broke or the answer was not whole.</summary>
    Interrupted,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The service itself had a problem (5xx).</summary>
    ServerError,

    /// <summary>The credential chain found no credentials.</summary>
    NoCredentials,

    /// <summary>No region is configured.</summary>
    NoRegion,

    /// <summary>The service refused the request as wrong.</summary>
    InvalidRequest,

    /// <summary>Something else answers at the endpoint or on the way to it, such as a proxy or a portal's login page.</summary>
    ForeignAnswer,

    /// <summary>The secure connection was refused: the certificate does not pass, or the other side speaks no TLS.</summary>
    Untrusted,

    /// <summary>The signature's time is too far from the service's: this machine's clock is wrong, or the request was held up.</summary>
    ClockSkew,
}

namespace Confd.Aws;

/// <summary>Why a request to AWS failed, as far as callers distinguish it.</summary>
public enum AwsFailure
{
    /// <summary>Another cause; see the inner exception.</summary>
    Unknown = 0,

    /// <summary>The requested resource does not exist in this account and region.</summary>
    Missing,

    /// <summary>The credentials are not allowed to do this, or are not valid at all.</summary>
    AccessDenied,

    /// <summary>The credentials were valid once and have expired.</summary>
    ExpiredCredentials,

    /// <summary>The service throttled the request.</summary>
    Throttled,

    /// <summary>No connection: refused, no route, or the name does not resolve.</summary>
    Unreachable,

    /// <summary>The connection broke or the response was incomplete.</summary>
    Interrupted,

    /// <summary>No response in time.</summary>
    TimedOut,

    /// <summary>The service itself had a problem (5xx).</summary>
    ServerError,

    /// <summary>The credential chain found no credentials.</summary>
    NoCredentials,

    /// <summary>No region is configured.</summary>
    NoRegion,

    /// <summary>The service rejected the request as invalid.</summary>
    InvalidRequest,

    /// <summary>Another server responds at the endpoint or on the way to it, such as a proxy or a portal's login page.</summary>
    UnexpectedResponse,

    /// <summary>The TLS connection was refused: the certificate is not trusted, or the server does not support TLS.</summary>
    Untrusted,

    /// <summary>The signature's time is too far from the service's: this machine's clock is wrong, or the request was delayed.</summary>
    ClockSkew,

    /// <summary>The configured region cannot be the name of one.</summary>
    InvalidRegion,
}

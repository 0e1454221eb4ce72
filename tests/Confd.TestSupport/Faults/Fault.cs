namespace Confd.TestSupport.Faults;

/// <summary>What a <see cref="FaultProxy"/> does to one request instead of passing it on.</summary>
public enum Fault
{
    /// <summary>Passes the request on.</summary>
    None,

    /// <summary>Answers ProvisionedThroughputExceededException.</summary>
    Throttle,

    /// <summary>Answers 500 InternalServerError.</summary>
    Error,

    /// <summary>Drops the connection; the request is not passed on.</summary>
    Reset,

    /// <summary>Passes the request on and drops the connection instead of answering: the sender cannot know that it was carried
    /// out.</summary>
    LostAnswer,

    /// <summary>Answers with the first half of the true answer and drops the connection.</summary>
    HalfAnswer,

    /// <summary>Never answers; the request is not passed on.</summary>
    Hang,

    /// <summary>Answers ExpiredTokenException.</summary>
    ExpiredToken,

    /// <summary>Answers AccessDeniedException.</summary>
    AccessDenied,

    /// <summary>Answers ExpiredIteratorException, as a stream does after 15 minutes.</summary>
    ExpiredIterator,

    /// <summary>Answers TrimmedDataAccessException, as a stream does after 24 hours.</summary>
    TrimmedData,
}

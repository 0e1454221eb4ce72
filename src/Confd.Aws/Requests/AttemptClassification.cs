namespace Confd.Aws.Requests;

/// <summary>The consequences of a failed attempt.</summary>
/// <param name="Kind">For the log: <c>Throttled</c>.</param>
/// <param name="IsTransient">True where a retry may succeed.</param>
/// <param name="IsThrottled">True where the service throttled the request.</param>
/// <param name="IsUnreachable">True where no server listens.</param>
public readonly record struct AttemptClassification(string Kind, bool IsTransient, bool IsThrottled, bool IsUnreachable);

namespace Confd.Aws.Requests;

/// <summary>The consequences of a failed attempt.</summary>
/// <param name="Kind">For the log: <c>Throttled</c>.</param>
/// <param name="MayPass">True where a retry may succeed.</param>
/// <param name="IsThrottled">True where the service throttled the request.</param>
/// <param name="IsUnreachable">True where no server listens.</param>
public readonly record struct AttemptVerdict(string Kind, bool MayPass, bool IsThrottled, bool IsUnreachable);

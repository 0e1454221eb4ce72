namespace Confd.Aws.Requests;

/// <summary>What a failed attempt means for the next one.</summary>
/// <param name="Kind">For the log: <c>Throttled</c>.</param>
/// <param name="MayPass">True where another attempt may succeed.</param>
/// <param name="IsThrottled">True where the service asked to slow down.</param>
/// <param name="IsUnreachable">True where nothing listens there.</param>
public readonly record struct AttemptVerdict(string Kind, bool MayPass, bool IsThrottled, bool IsUnreachable);

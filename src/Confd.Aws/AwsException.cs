namespace Confd.Aws;

/// <summary>A request to AWS failed permanently, or could not be made. The message names service, operation, attempts and what to
/// do.</summary>
/// <param name="failure">The kind of failure.</param>
/// <param name="message">The message that users see; it quotes no value.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class AwsException(AwsFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The kind of failure.</summary>
    public AwsFailure Failure { get; } = failure;

    /// <summary>The service's own code, such as <c>AccessDeniedException</c>; null where it sent none.</summary>
    public string? Code { get; init; }
}

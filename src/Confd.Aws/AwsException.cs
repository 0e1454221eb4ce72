namespace Confd.Aws;

/// <summary>A request to AWS failed for good, or could not be made. The message names service, operation, attempts and what to
/// do.</summary>
/// <param name="failure">What kind of failure it is.</param>
/// <param name="message">What users see; it quotes no value.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class AwsException(AwsFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What kind of failure it is.</summary>
    public AwsFailure Failure { get; } = failure;

    /// <summary>The service's own code, such as <c>AccessDeniedException</c>; null where it sent none.</summary>
    public string? Code { get; init; }
}

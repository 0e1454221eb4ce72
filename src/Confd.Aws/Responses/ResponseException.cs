namespace Confd.Aws.Responses;

/// <summary>A response that is not one of the service. The message names address, status and kind of the response; never its
/// text.</summary>
/// <param name="failure">The kind of failure.</param>
/// <param name="message">Address, status and kind of the response.</param>
public sealed class ResponseException(AwsFailure failure, string message) : Exception(message)
{
    /// <summary>The kind of failure, which determines whether a retry may succeed.</summary>
    public AwsFailure Failure { get; } = failure;
}

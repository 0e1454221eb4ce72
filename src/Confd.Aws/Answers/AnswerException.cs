namespace Confd.Aws.Answers;

/// <summary>Something answered, but not as the service does. The message names address, status and kind of the answer; never its
/// text.</summary>
/// <param name="failure">What it means for the caller.</param>
/// <param name="message">Address, status and kind of the answer.</param>
public sealed class AnswerException(AwsFailure failure, string message) : Exception(message)
{
    /// <summary>What it means for the caller, and with that whether another attempt may help.</summary>
    public AwsFailure Failure { get; } = failure;
}

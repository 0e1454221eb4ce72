namespace Confd.DynamoDb.Answers;

/// <summary>Something answered, but not as DynamoDB does. The message names address, status and kind of the answer; never its
/// text.</summary>
internal sealed class AnswerException(DynamoDbFailure failure, string message) : Exception(message)
{
    /// <summary>What it means for the caller, and with that whether another attempt may help.</summary>
    public DynamoDbFailure Failure { get; } = failure;
}

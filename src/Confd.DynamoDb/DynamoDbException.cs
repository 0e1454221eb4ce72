namespace Confd.DynamoDb;

/// <summary>A DynamoDB operation failed permanently. The message states table, operation, attempts and what to do.</summary>
public sealed class DynamoDbException : Exception
{
    /// <summary>Creates an exception with the message that users see.</summary>
    public DynamoDbException(DynamoDbFailure failure, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
    }

    /// <summary>The kind of failure.</summary>
    public DynamoDbFailure Failure { get; }

    /// <summary>A change of the table that would solve it, if there is one.</summary>
    public DynamoDbRemedy Remedy { get; init; }

    /// <summary>The table, where there is one.</summary>
    public string? Table { get; init; }

    /// <summary>The journal to create for <see cref="DynamoDbRemedy.EnableJournal"/>; null: the one with the table's default
    /// name.</summary>
    public string? Journal { get; init; }

    /// <summary>DynamoDB's name of the operation, such as <c>BatchGetItem</c>; null before the first request.</summary>
    public string? Operation { get; init; }

    /// <summary>The number of attempts; 0 where no request was sent.</summary>
    public int Attempts { get; init; }

    /// <summary>The item's key, where one item is the cause.</summary>
    public string? Key { get; init; }
}

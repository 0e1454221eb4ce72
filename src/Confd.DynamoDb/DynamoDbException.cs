namespace Confd.DynamoDb;

/// <summary>A DynamoDB operation failed for good. The message names table, operation, attempts and what to do.</summary>
public sealed class DynamoDbException : Exception
{
    /// <summary>Makes an exception with the message that users see.</summary>
    public DynamoDbException(DynamoDbFailure failure, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
    }

    /// <summary>What kind of failure it is.</summary>
    public DynamoDbFailure Failure { get; }

    /// <summary>What would mend it, where something of the table's own would.</summary>
    public DynamoDbRemedy Remedy { get; init; }

    /// <summary>The table, where there is one.</summary>
    public string? Table { get; init; }

    /// <summary>The journal that <see cref="DynamoDbRemedy.EnableJournal"/> is to make; null: the one that the table has by its
    /// name.</summary>
    public string? Journal { get; init; }

    /// <summary>DynamoDB's name of the operation, such as <c>BatchGetItem</c>; null before the first request.</summary>
    public string? Operation { get; init; }

    /// <summary>How many times the operation was tried; 0 where no request was sent.</summary>
    public int Attempts { get; init; }

    /// <summary>The item's key, where one item is to blame.</summary>
    public string? Key { get; init; }
}

namespace Confd.DynamoDb;

/// <summary>Requests that fail, and are sent again.</summary>
/// <param name="Since">When the first of them was sent.</param>
/// <param name="Last">When an attempt last failed.</param>
/// <param name="Problem">The failure of that attempt.</param>
public sealed record RequestFailure(DateTimeOffset Since, DateTimeOffset Last, DynamoDbException Problem);

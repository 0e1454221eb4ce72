namespace Confd.DynamoDb;

/// <summary>The result of a detailed health check.</summary>
/// <param name="IsHealthy">True where the table could be described.</param>
/// <param name="Message">One sentence: <c>DynamoDB backend is healthy</c>, or what failed.</param>
/// <param name="Duration">The duration of the check.</param>
/// <param name="CheckedAt">When it ended.</param>
/// <param name="Details">
/// <c>table</c>, <c>table_status</c>, <c>item_count</c> (as of DynamoDB's last count, up to six hours ago); <c>table</c> and <c>error</c>
/// when unhealthy.
/// </param>
public sealed record TableHealth(
    bool IsHealthy, string Message, TimeSpan Duration, DateTimeOffset CheckedAt, IReadOnlyList<KeyValuePair<string, string>> Details);

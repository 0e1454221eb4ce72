using Amazon.DynamoDBv2.Model;

namespace Confd.Flags.DynamoDb;

/// <summary>The result of a write.</summary>
/// <param name="IsDone">False where the condition did not hold: nothing was written.</param>
/// <param name="Replaced">The row that was stored before; null or empty: none, or unknown.</param>
internal readonly record struct RowWrite(bool IsDone, Dictionary<string, AttributeValue>? Replaced);

using Amazon.DynamoDBv2.Model;

namespace Confd.Flags.DynamoDb;

/// <summary>What came of a write.</summary>
/// <param name="IsDone">False where the condition did not hold: nothing was written.</param>
/// <param name="Replaced">The row that was there before; null or empty: none, or not known.</param>
internal readonly record struct RowWrite(bool IsDone, Dictionary<string, AttributeValue>? Replaced);

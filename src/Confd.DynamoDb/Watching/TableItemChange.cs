using System.Text.Json;

namespace Confd.DynamoDb.Watching;

/// <summary>What one item of a table came to be.</summary>
/// <param name="Partition">The text of its partition key.</param>
/// <param name="SortKey">The text of its sort key; null where the table has none.</param>
/// <param name="Image">All its attributes in DynamoDB's JSON; null where it is gone or was not told.</param>
/// <param name="IsKnown">False where it was not told what the item is now: it is too large for the journal, or the stream carries no new
/// images. Ask the table for it.</param>
public sealed record TableItemChange(string Partition, string? SortKey, JsonElement? Image, bool IsKnown);

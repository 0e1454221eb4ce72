using System.Text.Json;

namespace Confd.DynamoDb.Watching;

/// <summary>The change of one item of a table.</summary>
/// <param name="Partition">The text of its partition key.</param>
/// <param name="SortKey">The text of its sort key; null where the table has none.</param>
/// <param name="Image">All its attributes in DynamoDB's JSON; null where it is gone or was not reported.</param>
/// <param name="IsKnown">False where the current item was not reported: it is too large for the journal, or the stream has no new images.
/// Read it from the table.</param>
public sealed record TableItemChange(string Partition, string? SortKey, JsonElement? Image, bool IsKnown)
{
    /// <summary>True where the change may be from before the watch was opened, or from before its last gap, so that what was read from the
    /// table since then may be newer.</summary>
    public bool MayBeOutdated { get; init; }
}

namespace Confd.DynamoDb.Watching;

/// <summary>The changes of a table since the last report of its watch.</summary>
/// <param name="Items">The last change of each item; empty where not all is known.</param>
/// <param name="IsComplete">False where changes were missed: anything may have changed, so read the table.</param>
public sealed record TableChanges(IReadOnlyList<TableItemChange> Items, bool IsComplete);

namespace Confd.DynamoDb.Watching;

/// <summary>What has changed in a table since its watch told last.</summary>
/// <param name="Items">The last change of each item; empty where not all is known.</param>
/// <param name="IsComplete">False where changes were missed: anything may have changed, so read the table.</param>
public sealed record TableChanges(IReadOnlyList<TableItemChange> Items, bool IsComplete);

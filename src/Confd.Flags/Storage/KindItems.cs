namespace Confd.Flags.Storage;

/// <summary>Items of one kind that may be written in any order and in parallel.</summary>
/// <param name="Kind">The kind of all items.</param>
/// <param name="Items">Items by key; may be empty. Not copied.</param>
public sealed record KindItems(DataKind Kind, IReadOnlyDictionary<string, VersionedItem> Items);

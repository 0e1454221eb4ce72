namespace Confd.Flags.Sync.Reconciling;

/// <summary>What a look at a table saw.</summary>
/// <param name="IsMarked">The mark is there, or the layout has none.</param>
/// <param name="HasItems">Where there should be items there is at least one.</param>
/// <param name="Source">Which source fills it; null: no sync has said so.</param>
public readonly record struct TableLook(bool IsMarked, bool HasItems, FlagTableSource? Source);

namespace Confd.Flags.Sync.Reconciling;

/// <summary>The result of a check of a table.</summary>
/// <param name="IsMarked">The mark exists, or the layout has none.</param>
/// <param name="HasItems">Where items are expected, there is at least one.</param>
/// <param name="Source">The source that fills it; null: no sync has written one.</param>
public readonly record struct TableProbe(bool IsMarked, bool HasItems, FlagTableSource? Source);

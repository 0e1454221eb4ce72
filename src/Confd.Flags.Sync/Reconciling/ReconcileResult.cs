namespace Confd.Flags.Sync.Reconciling;

/// <summary>What a reconciliation did, by number of items.</summary>
/// <param name="Written">Items that were written.</param>
/// <param name="Deleted">Items that the source does not have and that were removed.</param>
/// <param name="Unchanged">Items that were as they should be, or newer.</param>
/// <param name="Overtaken">Items that someone else changed in the meantime; left to them.</param>
public sealed record ReconcileResult(int Written, int Deleted, int Unchanged, int Overtaken);

namespace Confd.Flags.Sync.Reconciling;

/// <summary>The result of a reconciliation, by number of items.</summary>
/// <param name="Written">Items that were written.</param>
/// <param name="Deleted">Items that the source does not have and that were removed.</param>
/// <param name="Unchanged">Items that were equal already, or newer.</param>
/// <param name="Overtaken">Items that were changed by another writer meanwhile; not written.</param>
public sealed record ReconcileResult(int Written, int Deleted, int Unchanged, int Overtaken);

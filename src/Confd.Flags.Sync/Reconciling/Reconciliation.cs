using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>The result of a reconciliation, with the items to report.</summary>
/// <param name="Result">The numbers of items.</param>
/// <param name="Refused">Items that the store cannot hold; if there are any, no mark was set.</param>
/// <param name="Lowered">Items whose stored version was higher than the one that replaced them.</param>
public sealed record Reconciliation(
    ReconcileResult Result, IReadOnlyCollection<FlagItemRefusedException> Refused, IReadOnlyCollection<LoweredItem> Lowered);

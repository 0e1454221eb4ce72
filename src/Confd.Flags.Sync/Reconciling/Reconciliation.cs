using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>What a reconciliation did, and what people should hear of it.</summary>
/// <param name="Result">What was done, by number.</param>
/// <param name="Refused">Items that the store cannot hold; if there are any, no mark was set.</param>
/// <param name="Lowered">Items whose stored version was higher than the one that replaced them.</param>
public sealed record Reconciliation(
    ReconcileResult Result, IReadOnlyCollection<FlagItemRefusedException> Refused, IReadOnlyCollection<LoweredItem> Lowered);

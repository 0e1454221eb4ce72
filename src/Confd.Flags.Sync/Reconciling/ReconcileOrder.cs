namespace Confd.Flags.Sync.Reconciling;

/// <summary>The order in which the store and the source were read.</summary>
internal enum ReconcileOrder
{
    /// <summary>The store was read first. The source is newer than everything that was read, so it replaces higher versions too.</summary>
    StoreThenSource = 0,

    /// <summary>The source was read first. Additional, newer or missing items in the store may be newer than the source.</summary>
    SourceThenStore,
}

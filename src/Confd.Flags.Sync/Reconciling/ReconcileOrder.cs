namespace Confd.Flags.Sync.Reconciling;

/// <summary>What was read first: the store or the source that it shall become equal to.</summary>
public enum ReconcileOrder
{
    /// <summary>The store was read first. The source is newer than everything seen, so it replaces higher versions too.</summary>
    StoreThenSource = 0,

    /// <summary>The source was read first. A higher version in the store may be newer than the source, and stays.</summary>
    SourceThenStore,
}

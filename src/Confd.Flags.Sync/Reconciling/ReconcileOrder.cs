namespace Confd.Flags.Sync.Reconciling;

/// <summary>What was read first: the store or the source that it shall become equal to.</summary>
internal enum ReconcileOrder
{
    /// <summary>The store was read first. The source is newer than everything seen, so it replaces higher versions too.</summary>
    StoreThenSource = 0,

    /// <summary>The source was read first. What the store has in more or newer, or has no more, may be newer than the source.</summary>
    SourceThenStore,
}

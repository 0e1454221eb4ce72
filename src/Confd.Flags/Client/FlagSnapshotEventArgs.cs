namespace Confd.Flags.Client;

/// <summary>Reports two readings of a store that differ.</summary>
/// <param name="before">See <see cref="Before"/>.</param>
/// <param name="after">See <see cref="After"/>.</param>
public sealed class FlagSnapshotEventArgs(FlagSnapshot? before, FlagSnapshot after) : EventArgs
{
    /// <summary>The reading before; null if this is the first one.</summary>
    public FlagSnapshot? Before { get; } = before;

    /// <summary>The new reading.</summary>
    public FlagSnapshot After { get; } = after;
}

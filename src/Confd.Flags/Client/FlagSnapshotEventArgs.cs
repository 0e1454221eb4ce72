namespace Confd.Flags.Client;

/// <summary>Two readings of a store of which something differs.</summary>
/// <param name="before">See <see cref="Before"/>.</param>
/// <param name="after">See <see cref="After"/>.</param>
public sealed class FlagSnapshotEventArgs(FlagSnapshot? before, FlagSnapshot after) : EventArgs
{
    /// <summary>The reading before; null if this is the first one.</summary>
    public FlagSnapshot? Before { get; } = before;

    /// <summary>The last reading.</summary>
    public FlagSnapshot After { get; } = after;
}

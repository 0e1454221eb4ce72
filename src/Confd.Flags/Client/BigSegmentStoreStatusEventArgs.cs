namespace Confd.Flags.Client;

/// <summary>The store of big segments is doing better or worse.</summary>
/// <param name="status">See <see cref="Status"/>.</param>
public sealed class BigSegmentStoreStatusEventArgs(BigSegmentStoreStatus status) : EventArgs
{
    /// <summary>How it is doing now.</summary>
    public BigSegmentStoreStatus Status { get; } = status;
}

namespace Confd.Flags.Client;

/// <summary>Reports a changed status of the store of big segments.</summary>
/// <param name="status">See <see cref="Status"/>.</param>
public sealed class BigSegmentStoreStatusEventArgs(BigSegmentStoreStatus status) : EventArgs
{
    /// <summary>The status now.</summary>
    public BigSegmentStoreStatus Status { get; } = status;
}

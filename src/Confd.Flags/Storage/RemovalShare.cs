namespace Confd.Flags.Storage;

/// <summary>The share of stored items that would be removed. Removing all of them, or most of many, is more likely a mistake than intended:
/// an empty file, the wrong folder, a response without its data.</summary>
/// <param name="Stored">The number of stored items.</param>
/// <param name="Removed">The number of those that would be removed.</param>
public readonly record struct RemovalShare(int Stored, int Removed)
{
    // With fewer items, removing more than half is normal.
    private const int MinMany = 20;

    /// <summary>True where no stored item would stay.</summary>
    public bool IsAll => Stored > 0 && Removed == Stored;

    /// <summary>True where there are 20 or more, and more than half of them would be removed.</summary>
    public bool IsMostOfMany => Stored >= MinMany && Removed * 2 > Stored;
}

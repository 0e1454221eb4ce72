namespace Confd.Flags.Storage;

/// <summary>How much of what is stored would be removed. All of it, or most of much, is likelier a mistake than a wish: an empty file, the
/// wrong folder, an answer that lost its data.</summary>
/// <param name="Stored">How many items there are.</param>
/// <param name="Removed">How many of them would be removed.</param>
public readonly record struct RemovalShare(int Stored, int Removed)
{
    // Below this many, removing more than half is everyday work.
    private const int LeastMany = 20;

    /// <summary>True where nothing of it would stay.</summary>
    public bool IsAll => Stored > 0 && Removed == Stored;

    /// <summary>True where there are 20 or more, and more than half of them would be removed.</summary>
    public bool IsMostOfMany => Stored >= LeastMany && Removed * 2 > Stored;
}

namespace Confd.Flags.Storage;

/// <summary>An item is larger than the store can hold. The stored item, if any, stays.</summary>
public sealed class FlagItemTooLargeException : FlagItemRefusedException
{
    /// <summary>Creates an exception for one item.</summary>
    public FlagItemTooLargeException(string message, DataKind kind, string key, long sizeBytes)
        : base(message, kind, key) => SizeBytes = sizeBytes;

    /// <summary>The size the item would have in the store, in bytes.</summary>
    public long SizeBytes { get; }
}

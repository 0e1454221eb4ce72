namespace Confd.Flags.Storage;

/// <summary>An item is larger than the store can hold. The item stored before, if any, is still there.</summary>
public sealed class FlagItemTooLargeException : FlagStoreException
{
    /// <summary>Makes an exception for one item.</summary>
    public FlagItemTooLargeException(string message, DataKind kind, string key, long sizeBytes)
        : base(message)
    {
        Kind = kind;
        Key = key;
        SizeBytes = sizeBytes;
    }

    /// <summary>The item's kind.</summary>
    public DataKind Kind { get; }

    /// <summary>The item's key.</summary>
    public string Key { get; }

    /// <summary>The size the item would have in the store, in bytes.</summary>
    public long SizeBytes { get; }
}

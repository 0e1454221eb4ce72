namespace Confd.Flags.Storage;

/// <summary>A store cannot hold an item, today or tomorrow. What was stored of it before, if anything, is still there; other items are not
/// concerned.</summary>
public class FlagItemRefusedException : FlagStoreException
{
    /// <summary>Makes an exception for one item.</summary>
    public FlagItemRefusedException(string message, DataKind kind, string key, Exception? innerException = null)
        : base(message, innerException) => (Kind, Key) = (kind, key);

    /// <summary>The item's kind.</summary>
    public DataKind Kind { get; }

    /// <summary>The item's key.</summary>
    public string Key { get; }
}

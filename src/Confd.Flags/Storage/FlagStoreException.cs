namespace Confd.Flags.Storage;

/// <summary>A store could not be read or written. The message states what failed, where, and what to do; it never holds an item's
/// content.</summary>
public class FlagStoreException : FlagException
{
    /// <summary>Creates an exception with the message that users see.</summary>
    public FlagStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with the message that users see, and the cause.</summary>
    public FlagStoreException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

namespace Confd.Flags;

/// <summary>
/// The base class of exceptions about flags: invalid flag data, a store or a service that cannot be used. The message states what failed,
/// where, and what to do; it never holds a value.
/// </summary>
public abstract class FlagException : Exception
{
    /// <summary>Creates an exception with the message that users see.</summary>
    /// <param name="message">What failed, where, and what to do.</param>
    /// <param name="innerException">The cause, if any.</param>
    protected FlagException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace Confd.Flags;

/// <summary>
/// What every failure of flags has in common: data that is no flag data, a store or a service that cannot be used. The message says what
/// failed, where, and what to do; it never holds a value.
/// </summary>
public abstract class FlagException : Exception
{
    /// <summary>Makes an exception with the message that users see.</summary>
    /// <param name="message">What failed, where, and what to do.</param>
    /// <param name="innerException">The cause, if any.</param>
    protected FlagException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace Confd.Backends;

/// <summary>
/// A backend could not be opened, read or watched. The message says what failed, where, and what to do; it quotes no value.
/// </summary>
public sealed class KeyBackendException : Exception
{
    /// <summary>Makes an exception whose words are the author's own.</summary>
    /// <param name="message">What users see; no value of a key.</param>
    /// <param name="innerException">The cause, if any.</param>
    public KeyBackendException(string message, Exception? innerException = null)
        : this(message, message, innerException)
    {
    }

    /// <summary>Makes an exception that quotes values in one of its two forms.</summary>
    /// <param name="full">The words with values, for those who asked to see them.</param>
    /// <param name="redacted">The words for everybody: the exception's message.</param>
    /// <param name="innerException">The cause, if any.</param>
    public KeyBackendException(string full, string redacted, Exception? innerException = null)
        : base(redacted, innerException) => FullMessage = full;

    /// <summary>The message with the values that it is about; the same as the message where it is about none.</summary>
    public string FullMessage { get; }
}

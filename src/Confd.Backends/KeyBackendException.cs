namespace Confd.Backends;

/// <summary>
/// Thrown where a backend cannot be opened, read or watched. The message says what failed, where, and what to do; it quotes no value.
/// </summary>
public sealed class KeyBackendException : Exception
{
    /// <summary>Creates an exception with one message.</summary>
    /// <param name="message">The message for users; contains no value of a key.</param>
    /// <param name="innerException">The cause, if any.</param>
    public KeyBackendException(string message, Exception? innerException = null)
        : this(message, message, innerException)
    {
    }

    /// <summary>Creates an exception with two messages, one of which quotes values.</summary>
    /// <param name="full">The message with values, for users who requested them.</param>
    /// <param name="redacted">The message without values: <see cref="Exception.Message"/>.</param>
    /// <param name="innerException">The cause, if any.</param>
    public KeyBackendException(string full, string redacted, Exception? innerException = null)
        : base(redacted, innerException) => FullMessage = full;

    /// <summary>The message with the values that it concerns; the same as the message where there are none.</summary>
    public string FullMessage { get; }
}

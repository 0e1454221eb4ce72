using Confd.GoTemplate;

namespace Confd.Backends;

/// <summary>A backend could not be opened, read or watched. The message says what failed, where, and what to do; it quotes no value.</summary>
public sealed class KeyBackendException : ErrorTextException
{
    /// <summary>Makes an exception with the message that users see.</summary>
    /// <param name="message">Own words: no value of a key.</param>
    /// <param name="innerException">The cause, if any.</param>
    public KeyBackendException(string message, Exception? innerException = null)
        : base(message, message, innerException)
    {
    }

    /// <summary>Makes an exception that knows which of its words are values.</summary>
    /// <param name="text">The words; the message is their form without values.</param>
    /// <param name="innerException">The cause, if any.</param>
    public KeyBackendException(ErrorText text, Exception? innerException = null)
        : base(text, text.Redacted, innerException)
    {
    }
}

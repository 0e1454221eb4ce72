namespace Confd.GoTemplate;

/// <summary>An exception whose message may quote values, and also has a form without them.</summary>
public abstract class ErrorTextException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="text">Both forms of the message.</param>
    /// <param name="message">The one of the two that is the exception's message.</param>
    /// <param name="innerException">The cause, if any.</param>
    protected ErrorTextException(ErrorText text, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Text = text;
    }

    /// <summary>The message with and without values.</summary>
    public ErrorText Text { get; }
}

namespace Confd.GoTemplate;

/// <summary>A failure whose message may quote values, and which knows where it does.</summary>
public abstract class ErrorTextException : Exception
{
    /// <summary>Describes a failure.</summary>
    /// <param name="text">The words in both forms.</param>
    /// <param name="message">Which of the two is the exception's message.</param>
    /// <param name="innerException">The cause, if any.</param>
    protected ErrorTextException(ErrorText text, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Text = text;
    }

    /// <summary>The words with and without values.</summary>
    public ErrorText Text { get; }
}

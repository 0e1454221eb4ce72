namespace Confd.GoTemplate;

/// <summary>Thrown for a template that cannot be parsed, or a run that failed. The message is Go's, word for word, with the values that it
/// quotes.</summary>
public sealed class TemplateException : ErrorTextException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">While parsing or while running.</param>
    /// <param name="text">The whole message, with its position.</param>
    /// <param name="innerException">The exception of a function, if that was the cause.</param>
    public TemplateException(TemplateErrorKind kind, ErrorText text, Exception? innerException = null)
        : base(text, text.Full, innerException)
    {
        Kind = kind;
    }

    /// <summary>While parsing or while running.</summary>
    public TemplateErrorKind Kind { get; }

    /// <summary>The name of the template text with the error; empty where the failure has no position.</summary>
    public string TemplateName { get; init; } = "";

    /// <summary>The line of the error, from 1; 0 where the failure has no position.</summary>
    public int Line { get; init; }

    /// <summary>The byte offset in the line, from 0; 0 for parse errors, whose messages name only a line.</summary>
    public int Column { get; init; }

    /// <summary>The piece of the template with the error, as the message quotes it; empty for parse errors.</summary>
    public string Context { get; init; } = "";

    /// <summary>The error, without the position; with the values that it quotes.</summary>
    public string Reason { get; init; } = "";
}

namespace Confd.GoTemplate;

/// <summary>A template that cannot be read, or a run that failed. The message is Go's, word for word, with the values that it
/// quotes.</summary>
public sealed class TemplateException : ErrorTextException
{
    /// <summary>Describes a failure.</summary>
    /// <param name="kind">While parsing or while running.</param>
    /// <param name="text">The whole message, with its place.</param>
    /// <param name="innerException">What a function threw, if that was the cause.</param>
    public TemplateException(TemplateErrorKind kind, ErrorText text, Exception? innerException = null)
        : base(text, text.Full, innerException)
    {
        Kind = kind;
    }

    /// <summary>While parsing or while running.</summary>
    public TemplateErrorKind Kind { get; }

    /// <summary>The name of the template text with the failing place; empty where the failure has no place.</summary>
    public string TemplateName { get; init; } = "";

    /// <summary>The line of the failing place, from 1; 0 where the failure has no place.</summary>
    public int Line { get; init; }

    /// <summary>The byte offset in the line, from 0; 0 for parse errors, whose messages name only a line.</summary>
    public int Column { get; init; }

    /// <summary>The piece of the template at the failing place as the message quotes it; empty for parse errors.</summary>
    public string Context { get; init; } = "";

    /// <summary>What went wrong, without the place; with the values that it quotes.</summary>
    public string Reason { get; init; } = "";
}

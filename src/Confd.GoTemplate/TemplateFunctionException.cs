namespace Confd.GoTemplate;

/// <summary>
/// Thrown by a template function or method where its Go counterpart returns an error or panics.
/// The run then fails with <c>error calling NAME: MESSAGE</c> at the call.
/// </summary>
public sealed class TemplateFunctionException : ErrorTextException
{
    /// <summary>Creates an exception that quotes no value.</summary>
    /// <param name="message">Go's error text, without position or function name; no values.</param>
    /// <param name="innerException">The cause, if any.</param>
    public TemplateFunctionException(string message, Exception? innerException = null)
        : this(ErrorText.FromString(message), innerException)
    {
    }

    /// <summary>Creates an exception with marked values.</summary>
    /// <param name="parts">Go's error text, without position or function name, as an interpolated string.</param>
    /// <param name="innerException">The cause, if any.</param>
    public TemplateFunctionException(ErrorTextParts parts, Exception? innerException = null)
        : this(parts.ToErrorText(), innerException)
    {
    }

    /// <inheritdoc cref="TemplateFunctionException(ErrorTextParts, Exception?)"/>
    /// <param name="text">Go's error text, without position or function name. The message has the values.</param>
    /// <param name="innerException">The cause, if any.</param>
    public TemplateFunctionException(ErrorText text, Exception? innerException = null)
        : base(text, text.Full, innerException)
    {
    }

    /// <summary>Whether a limit of the run stopped the function. A function that does not report its failures has to pass these on, as its
    /// result is lost.</summary>
    public bool IsLimit { get; init; }

    /// <summary>There is not enough memory for a result, or it exceeds the size of a .NET string.</summary>
    internal static TemplateFunctionException NoRoom() => new("there is no room for a result that large") { IsLimit = true };

    /// <summary>A result exceeds the limit of a run.</summary>
    internal static TemplateFunctionException TooLarge(long limit)
        => new($"exceeded maximum output size ({limit} bytes)") { IsLimit = true };
}

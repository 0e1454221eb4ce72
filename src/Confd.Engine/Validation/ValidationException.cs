using Confd.GoTemplate;

namespace Confd.Engine.Validation;

/// <summary>Thrown where a validation or preflight fails. The message is the program's final message: one line per problem, without
/// values.</summary>
internal sealed class ValidationException : ErrorTextException
{
    /// <summary>Creates an exception with the message for users and its cause.</summary>
    /// <param name="text">The words; the message is their redacted form.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ValidationException(ErrorText text, Exception? innerException = null)
        : base(text, text.Redacted, innerException)
    {
    }
}

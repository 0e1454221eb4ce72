using Confd.GoTemplate;

namespace Confd.Engine.Validation;

/// <summary>A validation or preflight did not succeed. The message is the program's final message: one line per problem, without
/// values.</summary>
internal sealed class ValidationException : ErrorTextException
{
    /// <summary>Makes an exception with the message that users see and its cause.</summary>
    /// <param name="text">The words; the message is their form without values.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ValidationException(ErrorText text, Exception? innerException = null)
        : base(text, text.Redacted, innerException)
    {
    }
}

using Confd.GoTemplate;

namespace Confd.Engine.Resources;

/// <summary>Thrown where a resource file cannot be used; the message says why, with file and line. It quotes the file's own text, but no
/// variable and no value.</summary>
internal sealed class ResourceException : ErrorTextException
{
    /// <summary>Creates an exception with the message for users.</summary>
    /// <param name="text">The words; the message is their redacted form.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ResourceException(ErrorText text, Exception? innerException = null)
        : base(text, text.Redacted, innerException)
    {
    }
}

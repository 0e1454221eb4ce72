using Confd.GoTemplate;

namespace Confd.Engine.Resources;

/// <summary>A resource file cannot be used; the message says why, with file and line. It quotes the file's own text, no variable and no
/// value.</summary>
internal sealed class ResourceException : ErrorTextException
{
    /// <summary>Makes an exception with the message that users see.</summary>
    /// <param name="text">The words; the message is their form without values.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ResourceException(ErrorText text, Exception? innerException = null)
        : base(text, text.Redacted, innerException)
    {
    }
}

using Confd.GoTemplate;

namespace Confd.Engine.Templates;

/// <summary>
/// Thrown where a template cannot be rendered. The message is confd's: file, line, column and part of the template where there are any,
/// with the values that it quotes; <see cref="ErrorTextException.Text"/> has it without them.
/// </summary>
internal sealed class TemplateRenderException : ErrorTextException
{
    /// <summary>Creates an exception with the message for users and its cause.</summary>
    public TemplateRenderException(ErrorText text, Exception? innerException = null)
        : base(text, text.Full, innerException)
    {
    }
}

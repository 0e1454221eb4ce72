using Confd.GoTemplate;

namespace Confd.Engine.Templates;

/// <summary>
/// A template could not be rendered. The message is confd's: file, line, column and piece of the template where there are any, with the
/// values that it quotes; <see cref="ErrorTextException.Text"/> has it without them.
/// </summary>
internal sealed class TemplateRenderException : ErrorTextException
{
    /// <summary>Makes an exception with the message that users see and its cause.</summary>
    public TemplateRenderException(ErrorText text, Exception? innerException = null)
        : base(text, text.Full, innerException)
    {
    }
}

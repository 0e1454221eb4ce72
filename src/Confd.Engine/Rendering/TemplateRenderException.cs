namespace Confd.Engine.Rendering;

/// <summary>A template could not be rendered. The message is confd's: file, line, column and piece of the template where there are any.</summary>
public sealed class TemplateRenderException : Exception
{
    /// <summary>Makes an exception with the message that users see and its cause.</summary>
    public TemplateRenderException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

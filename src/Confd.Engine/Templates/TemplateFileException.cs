namespace Confd.Engine.Templates;

/// <summary>Thrown where a template file cannot be read; the message is Go's, such as <c>open PATH: no such file or
/// directory</c>.</summary>
internal sealed class TemplateFileException(string message, Exception innerException) : Exception(message, innerException);

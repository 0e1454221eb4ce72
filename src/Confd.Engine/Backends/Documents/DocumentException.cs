namespace Confd.Engine.Backends.Documents;

/// <summary>The text of a JSON or YAML document is broken. The message names line and, where known, column, never a value.</summary>
internal sealed class DocumentException(string message, Exception? innerException = null) : Exception(message, innerException);

namespace Confd.Engine.Files;

/// <summary>A staged file could not be made; nothing is left of it and the destination is untouched.</summary>
public sealed class StageException : Exception
{
    /// <summary>Makes an exception with the message that users see and its cause.</summary>
    public StageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

namespace Confd.Engine.Files;

/// <summary>A staged file could not be made; nothing is left of it and the destination is untouched.</summary>
internal sealed class StageException : Exception
{
    /// <summary>Makes an exception with the step that failed, the message that users see and its cause.</summary>
    public StageException(StageStep step, string message, Exception innerException)
        : base(message, innerException) => Step = step;

    /// <summary>What could not be done.</summary>
    public StageStep Step { get; }
}

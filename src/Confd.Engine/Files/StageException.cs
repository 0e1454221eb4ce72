namespace Confd.Engine.Files;

/// <summary>Thrown where a staged file could not be created; nothing is left of it and the destination is unchanged.</summary>
internal sealed class StageException : Exception
{
    /// <summary>Creates an exception with the step that failed, the message for users and the cause.</summary>
    public StageException(StageStep step, string message, Exception innerException)
        : base(message, innerException) => Step = step;

    /// <summary>The step that failed.</summary>
    public StageStep Step { get; }
}

namespace Confd.Engine.Updating;

/// <summary>Ends the update of one resource; the destination is untouched.</summary>
internal sealed class UpdateException : Exception
{
    public UpdateException(string message, int? commandExitStatus = null)
        : base(message) => CommandExitStatus = commandExitStatus;

    public UpdateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What may be shown to anybody where the message may quote a value; null where the message itself may be shown.</summary>
    public string? Summary { get; init; }

    /// <summary>Where a command failed: its exit status.</summary>
    public int? CommandExitStatus { get; }
}

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

    /// <summary>Where a command failed: its exit status.</summary>
    public int? CommandExitStatus { get; }
}

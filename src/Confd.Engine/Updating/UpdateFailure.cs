namespace Confd.Engine.Updating;

/// <summary>Why a resource could not be brought in sync.</summary>
/// <param name="Destination">The file as the resource names it.</param>
/// <param name="Reason">One sentence or more; several lines where the cause has several.</param>
/// <param name="CommandExitStatus">Where a check or reload command failed: its exit status, 255 where a signal ended it; else null.</param>
public sealed record UpdateFailure(string Destination, string Reason, int? CommandExitStatus = null)
{
    /// <summary>What may be shown to anybody; null where the reason itself may be shown.</summary>
    internal string? Summary { get; init; }

    /// <summary>True where the file is in place and its service does not know.</summary>
    internal bool IsReload { get; init; }

    /// <summary>The line for the final message: <c>DEST: REASON</c>.</summary>
    public override string ToString() => $"{Destination}: {Reason}";
}

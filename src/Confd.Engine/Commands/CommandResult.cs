namespace Confd.Engine.Commands;

/// <summary>The result of a command.</summary>
/// <param name="End">How it ended.</param>
/// <param name="ExitStatus">0 to 255 from the shell; 255 where a signal ended it or it was not started.</param>
/// <param name="Reason">Why it failed: <c>exit status 3</c>, <c>signal: killed</c>, <c>command timed out after 30s</c>; null after
/// success.</param>
/// <param name="Duration">From start to end.</param>
/// <param name="Output">Its standard output and standard error, in order; only the first bytes of a large output.</param>
/// <param name="OutputBytes">The total number of bytes of its output.</param>
internal sealed record CommandResult(
    CommandOutcome End,
    int ExitStatus,
    string? Reason,
    TimeSpan Duration,
    ReadOnlyMemory<byte> Output,
    long OutputBytes)
{
    /// <summary>True where it exited by itself with status 0.</summary>
    public bool Succeeded => Reason is null;

    /// <summary>True where a signal from elsewhere ended it, so that it has no exit status of its own.</summary>
    public bool IsSignalled { get; init; }
}

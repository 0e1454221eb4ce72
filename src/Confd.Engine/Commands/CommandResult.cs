namespace Confd.Engine.Commands;

/// <summary>What came of a command.</summary>
/// <param name="End">How it came to its end.</param>
/// <param name="ExitStatus">0 to 255 as the shell gave it; 255 where a signal ended it or it never started.</param>
/// <param name="Reason">Why it did not succeed: <c>exit status 3</c>, <c>signal: killed</c>, <c>command timed out after 30s</c>; null after
/// success.</param>
/// <param name="Duration">From start to end.</param>
/// <param name="Output">What it wrote to standard output and standard error, in order: the first bytes where it was much.</param>
/// <param name="OutputBytes">How many bytes it wrote in all.</param>
internal sealed record CommandResult(
    CommandEnd End,
    int ExitStatus,
    string? Reason,
    TimeSpan Duration,
    ReadOnlyMemory<byte> Output,
    long OutputBytes)
{
    /// <summary>True where it ended by itself with status 0.</summary>
    public bool Succeeded => Reason is null;

    /// <summary>True where a signal from elsewhere ended it, so that it has no exit status of its own.</summary>
    public bool IsSignalled { get; init; }
}

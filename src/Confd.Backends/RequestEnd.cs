namespace Confd.Backends;

/// <summary>How a <see cref="RetriedRequest"/> finally failed.</summary>
/// <param name="Last">The last failure.</param>
/// <param name="Sent">The number of attempts, on all nodes together.</param>
/// <param name="IsOutOfTime">True where another attempt might have succeeded but the time ran out, or the caller cancelled.</param>
public readonly record struct RequestEnd(Exception Last, int Sent, bool IsOutOfTime);

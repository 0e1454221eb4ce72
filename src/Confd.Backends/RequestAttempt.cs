namespace Confd.Backends;

/// <summary>One attempt of a <see cref="RetriedRequest"/>.</summary>
/// <param name="Round">1 for the first; each round tries all nodes once.</param>
/// <param name="Node">The index of the node within this round, from 0.</param>
/// <param name="Timeout">How long it may take: the rest of the budget; at least a second in the first round.</param>
public readonly record struct RequestAttempt(int Round, int Node, TimeSpan Timeout);

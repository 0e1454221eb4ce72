namespace Confd.Backends;

/// <summary>One sending of a <see cref="RetriedRequest"/>.</summary>
/// <param name="Round">1 for the first attempt; each asks all nodes once.</param>
/// <param name="Node">The how manyth node of this round is asked, from 0.</param>
/// <param name="Patience">How long it may take: what is left of the budget; a second at least for a first attempt.</param>
public readonly record struct RequestAttempt(int Round, int Node, TimeSpan Patience);

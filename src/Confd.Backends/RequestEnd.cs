namespace Confd.Backends;

/// <summary>How a <see cref="RetriedRequest"/> failed for good.</summary>
/// <param name="Last">The last failure.</param>
/// <param name="Sent">How many times it was sent, whichever node was asked.</param>
/// <param name="IsOutOfTime">True where another attempt might have helped and time ran out, or the caller cancelled.</param>
public readonly record struct RequestEnd(Exception Last, int Sent, bool IsOutOfTime);

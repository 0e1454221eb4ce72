namespace Confd.Flags.Model;

/// <summary>Keys of one kind of context that are included in or excluded from a segment.</summary>
/// <param name="ContextKind">The kind; null or empty means <c>user</c>.</param>
/// <param name="Values">Keys of contexts.</param>
public sealed record SegmentTarget(string? ContextKind, KeySet Values);

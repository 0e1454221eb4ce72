namespace Confd.Engine.Observing;

/// <summary>A key that a watched backend said had changed: its name alone.</summary>
/// <param name="At">When this program heard of it.</param>
/// <param name="Backend">Where: the backend and what it reads, such as <c>dynamodb config</c>.</param>
/// <param name="Key">The key.</param>
internal sealed record ChangedKey(DateTimeOffset At, string Backend, string Key);

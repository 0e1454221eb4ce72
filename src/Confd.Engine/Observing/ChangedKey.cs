namespace Confd.Engine.Observing;

/// <summary>A change that a watched backend reported: only the name of the key.</summary>
/// <param name="At">When this program received it.</param>
/// <param name="Backend">The backend and what it reads, such as <c>dynamodb config</c>.</param>
/// <param name="Key">The key.</param>
internal sealed record ChangedKey(DateTimeOffset At, string Backend, string Key);

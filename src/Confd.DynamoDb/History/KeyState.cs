namespace Confd.DynamoDb.History;

/// <summary>The state of a key at one moment.</summary>
/// <param name="Kind">What is known.</param>
/// <param name="Text">The value; null except for <see cref="KeyStateKind.Text"/>.</param>
public readonly record struct KeyState(KeyStateKind Kind, string? Text = null);

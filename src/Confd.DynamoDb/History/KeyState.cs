namespace Confd.DynamoDb.History;

/// <summary>What a key was at one moment.</summary>
/// <param name="Kind">What is known.</param>
/// <param name="Text">The value; null but for <see cref="KeyStateKind.Text"/>.</param>
public readonly record struct KeyState(KeyStateKind Kind, string? Text = null);

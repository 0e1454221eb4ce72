namespace Confd.Flags.Console.Environments;

/// <summary>A configuration key without its value.</summary>
/// <param name="Name">The key.</param>
public sealed record ListedKey(string Name);

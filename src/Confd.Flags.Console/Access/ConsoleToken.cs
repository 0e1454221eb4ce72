namespace Confd.Flags.Console.Access;

/// <summary>A secret that grants access to the console. A class: a record would print it.</summary>
/// <param name="owner">The user, for the journal; null: the console's default name.</param>
/// <param name="secret">The secret.</param>
public sealed class ConsoleToken(string? owner, string secret)
{
    /// <summary>The minimum length of a secret: a shorter one can be guessed.</summary>
    public const int MinLength = 16;

    /// <summary>The user, for the journal.</summary>
    public string? Owner { get; } = owner;

    internal string Secret { get; } = secret;
}

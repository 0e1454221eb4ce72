namespace Confd.Flags.Console.Access;

/// <summary>A secret that lets somebody in. A class: a record would print it.</summary>
/// <param name="owner">Who is let in, for the journal; null: whoever the console names.</param>
/// <param name="secret">The secret.</param>
public sealed class ConsoleToken(string? owner, string secret)
{
    /// <summary>How long a secret has to be: what is shorter can be guessed.</summary>
    public const int LeastLength = 16;

    /// <summary>Who is let in.</summary>
    public string? Owner { get; } = owner;

    internal string Secret { get; } = secret;
}

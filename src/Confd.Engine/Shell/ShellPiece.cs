namespace Confd.Engine.Shell;

/// <summary>A piece of a word that is quoted in one way.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">The text; for a path its placeholder, for a variable its name.</param>
/// <param name="Quoting">Its quotes.</param>
/// <param name="Position">Its position in the whole command.</param>
internal sealed record ShellPiece(ShellPieceKind Kind, string Text, ShellQuoting Quoting, int Position)
{
    /// <summary>The commands of a command substitution.</summary>
    public ShellScript? Script { get; init; }

    /// <summary>Its form in messages.</summary>
    public string Shown => Kind switch
    {
        ShellPieceKind.Variable => $"${Text}",
        ShellPieceKind.Substitution => "$(…)",
        _ => "it",
    };
}

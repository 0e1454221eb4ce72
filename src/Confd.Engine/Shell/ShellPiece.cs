namespace Confd.Engine.Shell;

/// <summary>A piece of a word that is quoted in one way.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text; of a path its placeholder, of a variable its name.</param>
/// <param name="Quoting">Its quotes.</param>
/// <param name="Position">Where it stands in the whole command.</param>
internal sealed record ShellPiece(ShellPieceKind Kind, string Text, ShellQuoting Quoting, int Position)
{
    /// <summary>What a command substitution runs.</summary>
    public ShellScript? Script { get; init; }

    /// <summary>How messages name it.</summary>
    public string Shown => Kind switch
    {
        ShellPieceKind.Variable => $"${Text}",
        ShellPieceKind.Substitution => "$(…)",
        _ => "it",
    };
}

namespace Confd.Engine.Shell;

/// <summary>A word of a command.</summary>
/// <param name="Pieces">Its pieces; at least one.</param>
/// <param name="Redirection"><c>&lt;</c>, <c>&gt;</c> or, for a descriptor, <c>&amp;</c> where it is the target of a redirection; otherwise
/// null.</param>
internal sealed record ShellText(IReadOnlyList<ShellPiece> Pieces, char? Redirection)
{
    /// <summary>The text of the word without quotes; null where the shell substitutes something in it.</summary>
    public string? Literal =>
        Pieces.All(piece => piece.Kind == ShellPieceKind.Text) ? string.Concat(Pieces.Select(piece => piece.Text)) : null;

    /// <summary>The name in an assignment <c>NAME=value</c>; null for another word.</summary>
    public string? AssignedName
    {
        get
        {
            var first = Pieces[0];
            var end = first is { Kind: ShellPieceKind.Text, Quoting: ShellQuoting.None }
                ? first.Text.IndexOf('=', StringComparison.Ordinal)
                : -1;
            return end > 0 && ShellParser.IsName(first.Text.AsSpan(0, end)) ? first.Text[..end] : null;
        }
    }
}

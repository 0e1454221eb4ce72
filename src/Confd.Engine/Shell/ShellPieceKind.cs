namespace Confd.Engine.Shell;

/// <summary>The kind of a piece of a word.</summary>
internal enum ShellPieceKind
{
    /// <summary>Literal text, without its escapes.</summary>
    Text = 0,

    /// <summary>A path that confd inserts.</summary>
    Path,

    /// <summary>The value of a variable or of an argument.</summary>
    Variable,

    /// <summary>The output of commands: <c>$(…)</c>.</summary>
    Substitution,
}

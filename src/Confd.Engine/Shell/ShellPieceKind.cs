namespace Confd.Engine.Shell;

/// <summary>What a piece of a word is.</summary>
internal enum ShellPieceKind
{
    /// <summary>Text that the shell takes as it is, its escapes removed.</summary>
    Text = 0,

    /// <summary>A path that confd puts in.</summary>
    Path,

    /// <summary>The value of a variable or of an argument.</summary>
    Variable,

    /// <summary>The output of commands: <c>$(…)</c>.</summary>
    Substitution,
}

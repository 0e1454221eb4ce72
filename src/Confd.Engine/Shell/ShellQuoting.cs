namespace Confd.Engine.Shell;

/// <summary>The quotes around a piece of a word.</summary>
internal enum ShellQuoting
{
    /// <summary>None: the shell splits what it substitutes there.</summary>
    None = 0,

    /// <summary><c>'…'</c>.</summary>
    Single,

    /// <summary><c>"…"</c>.</summary>
    Double,
}

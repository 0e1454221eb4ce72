namespace Confd.Engine.Shell;

/// <summary>The quotes around a piece of a word.</summary>
internal enum ShellQuoting
{
    /// <summary>None: what the shell puts in there it takes apart.</summary>
    None = 0,

    /// <summary><c>'…'</c>.</summary>
    Single,

    /// <summary><c>"…"</c>.</summary>
    Double,
}

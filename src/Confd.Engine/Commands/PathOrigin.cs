namespace Confd.Engine.Commands;

/// <summary>The source of a path that is inserted into a command.</summary>
internal enum PathOrigin
{
    /// <summary>Written literally in the resource file: inserted into the command unchanged, as in the original.</summary>
    Written = 0,

    /// <summary>From names of keys, variables or expressions: it must remain one word of the shell, whatever it contains.</summary>
    Computed,
}

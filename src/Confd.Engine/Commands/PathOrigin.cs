namespace Confd.Engine.Commands;

/// <summary>Who decides on the text of a path that goes into a command.</summary>
internal enum PathOrigin
{
    /// <summary>The resource file says it word for word: it goes into the command as it is, as in the original.</summary>
    Written = 0,

    /// <summary>It comes from names of keys, variables or expressions: it must stay one word of the shell, whatever it holds.</summary>
    Computed,
}

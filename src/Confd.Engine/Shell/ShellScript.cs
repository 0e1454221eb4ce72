namespace Confd.Engine.Shell;

/// <summary>A command line of the shell, parsed as far as is needed to follow paths in it.</summary>
/// <param name="Commands">Its simple commands, including those of loops, groups and functions, in the order of the text.</param>
internal sealed record ShellScript(IReadOnlyList<SimpleCommand> Commands)
{
    /// <summary>All commands, including those of command substitutions.</summary>
    public IEnumerable<SimpleCommand> All =>
        Commands.SelectMany(command => command.Words
            .SelectMany(word => word.Pieces)
            .SelectMany(piece => piece.Script?.All ?? [])
            .Prepend(command));
}

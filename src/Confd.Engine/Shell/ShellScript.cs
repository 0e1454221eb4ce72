namespace Confd.Engine.Shell;

/// <summary>A command line of the shell, read as far as paths in it have to be followed.</summary>
/// <param name="Commands">Its simple commands, those of loops, groups and functions too, in the order of the text.</param>
internal sealed record ShellScript(IReadOnlyList<SimpleCommand> Commands)
{
    /// <summary>All commands, those of command substitutions too.</summary>
    public IEnumerable<SimpleCommand> All =>
        Commands.SelectMany(command => command.Words
            .SelectMany(word => word.Pieces)
            .SelectMany(piece => piece.Script?.All ?? [])
            .Prepend(command));
}

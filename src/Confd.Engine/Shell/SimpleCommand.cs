namespace Confd.Engine.Shell;

/// <summary>A program and its arguments.</summary>
/// <param name="Words">Assignments, the program, its arguments and the targets of redirections.</param>
/// <param name="ReadsPipe">True where a <c>|</c> precedes it.</param>
internal sealed record SimpleCommand(IReadOnlyList<ShellText> Words, bool ReadsPipe)
{
    /// <summary>The words without targets of redirections.</summary>
    public IEnumerable<ShellText> Arguments => Words.Where(word => word.Redirection is null);
}

using Confd.Engine.Shell;

namespace Confd.Engine.Commands;

/// <summary>The two paths that are passed to check and reload commands.</summary>
/// <param name="StagePath">The staged file: <c>{{.src}}</c> and <c>$CONFD_SRC</c>.</param>
/// <param name="Destination">The file that is kept in sync: <c>{{.dest}}</c> and <c>$CONFD_DEST</c>.</param>
/// <param name="Origin">Whether the two may be inserted into a command unchanged.</param>
internal readonly record struct CommandPaths(string StagePath, string Destination, PathOrigin Origin)
{
    /// <summary>Both, by their names in a command's template.</summary>
    public IReadOnlyList<(string Name, string Path)> Named => [("src", StagePath), ("dest", Destination)];

    /// <summary>True where both are one word of a shell without quotes.</summary>
    public bool ArePlain => ShellWord.IsPlain(StagePath) && ShellWord.IsPlain(Destination);

    /// <summary>The variables that pass the paths to a command, whatever they contain.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables => [new("CONFD_SRC", StagePath), new("CONFD_DEST", Destination)];
}

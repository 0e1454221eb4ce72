using System.Text;

namespace Confd.Engine.Shell;

/// <summary>Inserts arbitrary paths into a command line, so that each remains a part of one word.</summary>
internal static class PathPlacement
{
    /// <summary>Inserts the paths, quoted as the quotes around each place require.</summary>
    /// <param name="command">The command with placeholders of letters and digits.</param>
    /// <param name="paths">The path for each placeholder.</param>
    /// <exception cref="UnsafeCommandException">A path, or a variable that may contain one, is at a place where no quoting is
    /// safe.</exception>
    public static string Fill(string command, IReadOnlyList<(string Placeholder, string Path)> paths)
    {
        if (!paths.Any(path => command.Contains(path.Placeholder, StringComparison.Ordinal))
            && !WithoutBrokenLines(command).Contains(PathVariables.Prefix, StringComparison.Ordinal))
        {
            return command;
        }

        var script = ShellParser.Read(command, [.. paths.Select(path => path.Placeholder)]);
        CommandValidator.Validate(command, script);
        var filled = new StringBuilder(command);
        var places = script.All.SelectMany(part => part.Words).SelectMany(word => word.Pieces)
            .Where(piece => piece.Kind == ShellPieceKind.Path)
            .OrderByDescending(piece => piece.Position)
            .ToList();
        if (places.Count != paths.Sum(path => command.Split(path.Placeholder).Length - 1))
        {
            throw UnsafeCommandException.AtPlace("where the command is not read");
        }

        foreach (var place in places)
        {
            var path = paths.First(path => path.Placeholder == place.Text).Path;
            filled.Remove(place.Position, place.Text.Length).Insert(place.Position, Quote(path, place.Quoting));
        }

        return filled.ToString();
    }

    // The shell joins lines that end in a backslash, even in the middle of a name.
    private static string WithoutBrokenLines(string command) => command.Replace("\\\n", "", StringComparison.Ordinal);

    private static string Quote(string path, ShellQuoting quoting) => quoting switch
    {
        ShellQuoting.Single => ShellWord.InsideSingleQuotes(path),
        ShellQuoting.Double => $"\"{ShellWord.Quote(path)}\"",
        _ => ShellWord.Quote(path),
    };
}

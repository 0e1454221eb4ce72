using System.Text.RegularExpressions;

namespace Confd.Engine.Shell;

/// <summary>Finds the variables of a command that may contain a path from confd.</summary>
/// <remarks>
/// Confd's own do, and so do arguments and variables that the shell sets by itself. Any other may where the command names it without
/// <c>$</c>, as it may get a value there, unless each of these places assigns a value without a path. A variable that is only used comes
/// from the environment.
/// </remarks>
internal sealed partial class PathVariables
{
    /// <summary>The prefix of their names: <c>env | grep CONFD_D</c> names them too.</summary>
    public const string Prefix = "CONFD_";

    /// <summary>The variables that contain the paths.</summary>
    public static readonly IReadOnlyList<string> Own = ["CONFD_SRC", "CONFD_DEST"];

    // $_ and what cd, getopts, read, mapfile, [[ =~ ]], coproc and calls of functions set.
    private static readonly HashSet<string> Filled = new(StringComparer.Ordinal)
    {
        "_", "PWD", "OLDPWD", "OPTARG", "REPLY", "MAPFILE", "BASH_REMATCH", "BASH_ARGV", "BASH_COMMAND", "BASH_EXECUTION_STRING",
        "BASH_SOURCE", "COPROC", "FUNCNAME", "argv", "match", "MATCH",
    };

    private readonly Dictionary<string, int> _mentions;
    private readonly ILookup<string, IEnumerable<ShellPiece>> _assignments;
    private readonly Dictionary<string, bool> _judged = new(StringComparer.Ordinal);

    /// <summary>Examines a whole command.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="script">The parsed command.</param>
    public PathVariables(string text, ShellScript script)
    {
        _mentions = Mention().Matches(text)
            .GroupBy(match => match.Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        _assignments = script.All.SelectMany(AssignmentsOf).ToLookup(pair => pair.Name, pair => pair.Values, StringComparer.Ordinal);
    }

    /// <summary>True where the piece is a path, or may yield one.</summary>
    public bool MayBePath(ShellPiece piece) => piece.Kind switch
    {
        ShellPieceKind.Path => true,
        ShellPieceKind.Variable => MayHoldPath(piece.Text),
        ShellPieceKind.Substitution => piece.Script!.All.Any(NamesPath),
        _ => false,
    };

    /// <summary>True where the word may contain a path.</summary>
    public bool NamesPath(ShellText word) => word.Pieces.Any(MayBePath);

    /// <summary>True where a word of the command may contain a path.</summary>
    public bool NamesPath(SimpleCommand command) => command.Words.Any(NamesPath);

    private bool MayHoldPath(string name)
    {
        if (Own.Contains(name) || Filled.Contains(name) || !ShellParser.IsName(name))
        {
            return true;
        }

        if (_judged.TryGetValue(name, out var known))
        {
            return known;
        }

        // A variable that is assigned its own value does not change by that.
        _judged[name] = false;
        var isPath = _mentions.GetValueOrDefault(name) > _assignments[name].Count()
            || _assignments[name].Any(values => values.Any(MayBePath));
        if (isPath)
        {
            // The results on the way to it assumed that this one contains none.
            _judged.Clear();
        }

        _judged[name] = isPath;
        return isPath;
    }

    // NAME=value, before a program or as an argument of export; for NAME in values.
    private static IEnumerable<(string Name, IEnumerable<ShellPiece> Values)> AssignmentsOf(SimpleCommand command)
    {
        string?[] start = [.. command.Words.Take(3).Select(word => word.Literal)];
        if (start is ["for", { } variable, "in", ..])
        {
            yield return (variable, command.Words.Skip(3).SelectMany(word => word.Pieces));
        }

        foreach (var word in command.Words)
        {
            if (word.AssignedName is { } name)
            {
                yield return (name, word.Pieces);
            }
        }
    }

    // A name without $ before it.
    [GeneratedRegex(@"(?<![A-Za-z0-9_$]|\$\{#?)[A-Za-z_][A-Za-z0-9_]*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Mention();
}

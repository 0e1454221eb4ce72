using System.CommandLine;
using System.CommandLine.Help;

namespace Confd.Cli.Tools;

/// <summary>Reads the command lines of tools. Words are what they say: none is replaced by what stands in a file, only an option asks for
/// help, and an option that is given an empty value does not take the next word for it.</summary>
internal static class ToolParser
{
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    /// <summary>The root of all tools, whose help is <c>--help</c> and <c>-h</c> alone: <c>/h</c> and <c>/?</c> are keys.</summary>
    public static RootCommand CreateRoot(string description)
    {
        var root = new RootCommand(description);
        var aliases = HelpOf(root).Aliases;
        aliases.Clear();
        aliases.Add("-h");
        return root;
    }

    /// <summary>Reads a command line.</summary>
    /// <param name="command">The command, or the root of it.</param>
    /// <param name="words">What follows its name.</param>
    public static ParseResult Parse(Command command, IReadOnlyList<string> words)
    {
        var parsed = command.Parse(words, Configuration);

        // The parser reads `--prefix= FILE`, as a script with an unset variable gives it, as `--prefix FILE`.
        var options = parsed.CommandResult.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))
            .Select(name => name + "=").ToHashSet(StringComparer.Ordinal);
        var end = words.TakeWhile(word => word != "--").Count();
        return words.Take(end).Any(options.Contains)
            ? command.Parse(
                [.. words.Take(end).SelectMany(word => options.Contains(word) ? [word[..^1], ""] : new[] { word }), .. words.Skip(end)],
                Configuration)
            : parsed;
    }

    /// <summary>True where an option asks for help, not a word behind <c>--</c>.</summary>
    public static bool AsksForHelp(ParseResult parsed) => parsed.GetResult(HelpOf(parsed.RootCommandResult.Command)) is not null;

    private static HelpOption HelpOf(Command root) => root.Options.OfType<HelpOption>().Single();
}

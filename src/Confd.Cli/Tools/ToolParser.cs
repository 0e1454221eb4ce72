using System.CommandLine;
using System.CommandLine.Help;

namespace Confd.Cli.Tools;

/// <summary>Reads the command lines of tools. Words are what they say: none is replaced by what stands in a file, and
/// only an option asks for help.</summary>
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
    public static ParseResult Parse(Command command, IReadOnlyList<string> words) => command.Parse(words, Configuration);

    /// <summary>True where an option asks for help, not a word behind <c>--</c>.</summary>
    public static bool AsksForHelp(ParseResult parsed) => parsed.GetResult(HelpOf(parsed.RootCommandResult.Command)) is not null;

    private static HelpOption HelpOf(Command root) => root.Options.OfType<HelpOption>().Single();
}

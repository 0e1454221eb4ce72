using System.CommandLine;

namespace Confd.Cli.Tools;

/// <summary>Reads the command lines of tools. Words are what they say: none is replaced by what stands in a file.</summary>
internal static class ToolParser
{
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    /// <summary>Reads a command line.</summary>
    /// <param name="command">The command, or the root of it.</param>
    /// <param name="words">What follows its name.</param>
    public static ParseResult Parse(Command command, IReadOnlyList<string> words) => command.Parse(words, Configuration);
}

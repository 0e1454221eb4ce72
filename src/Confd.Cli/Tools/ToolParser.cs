using System.Buffers;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Confd.Cli.CommandLine;
using Confd.GoTemplate.Formatting;

namespace Confd.Cli.Tools;

/// <summary>Parses the command lines of tools, and corrects where System.CommandLine differs from this program.</summary>
/// <remarks>Words are taken literally: response files are off, only an option requests help, and an option with an empty value does not
/// take the next word. Errors name what is misspelled, and what may be meant.</remarks>
internal static class ToolParser
{
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    private static readonly SearchValues<char> FlagLetters = SearchValues.Create("-abcdefghijklmnopqrstuvwxyz");

    /// <summary>The root of all tools, whose only help options are <c>--help</c> and <c>-h</c>: <c>/h</c> and <c>/?</c> are keys.</summary>
    public static RootCommand CreateRoot(string description)
    {
        var root = new RootCommand(description);
        var help = HelpOf(root);
        help.Action = new ToolHelp((HelpAction)help.Action!);
        var aliases = help.Aliases;
        aliases.Clear();
        aliases.Add("-h");
        return root;
    }

    /// <summary>How a command is run: the program handles its exceptions, and <see cref="ToolAction"/> signals.</summary>
    public static InvocationConfiguration Invocation(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };

    /// <summary>Parses a command line.</summary>
    /// <param name="command">The command, or its root.</param>
    /// <param name="words">The words after its name.</param>
    public static ParseResult Parse(Command command, IReadOnlyList<string> words)
    {
        var parsed = command.Parse(words, Configuration);

        // The library parses `--prefix= FILE`, which a script with an unset variable passes, as `--prefix FILE`.
        var options = parsed.CommandResult.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))
            .Select(name => name + "=").ToHashSet(StringComparer.Ordinal);
        var end = words.TakeWhile(word => word != "--").Count();
        return words.Take(end).Any(options.Contains)
            ? command.Parse(
                [.. words.Take(end).SelectMany(word => options.Contains(word) ? [word[..^1], ""] : new[] { word }), .. words.Skip(end)],
                Configuration)
            : parsed;
    }

    /// <summary>True where an option requests help, not a word after <c>--</c>.</summary>
    public static bool RequestsHelp(ParseResult parsed) => parsed.GetResult(HelpOf(parsed.RootCommandResult.Command)) is not null;

    /// <summary>The errors of a command line; without the values that they may quote.</summary>
    /// <param name="parsed">The result of parsing it.</param>
    /// <param name="words">Its words.</param>
    public static IReadOnlyList<string> FindProblems(ParseResult parsed, IReadOnlyList<string> words) =>
        (FindUnknownCommand(parsed) ?? FindLongFlag(parsed, words) ?? FindUnknownFlag(parsed, words)) is { } complaint
            ? [complaint]
            : [.. parsed.Errors.Select(error => Complain(parsed, error))];

    /// <summary>The usage line of the command, from its help, and where to read more.</summary>
    public static string UsageOf(ParseResult parsed)
    {
        var root = parsed.RootCommandResult.Command;
        var path = new List<string>();
        for (var at = parsed.CommandResult; at is not null && at.Command != root; at = at.Parent as CommandResult)
        {
            path.Insert(0, at.Command.Name);
        }

        using var help = new StringWriter();
        Parse(root, [.. path, "--help"]).Invoke(Invocation(help, help));
        var lines = help.ToString().Split('\n').Select(line => line.Trim());
        var usage = lines.SkipWhile(line => line != "Usage:").Skip(1).FirstOrDefault();
        return $"Usage: {UnderOwnName(usage ?? "", path[0])}\nRun \"confd {string.Join(' ', path)} --help\" for all options.";
    }

    /// <summary>A usage line that begins with the program's name, whatever its file is called: the name of either may precede that of the
    /// tool.</summary>
    internal static string UnderOwnName(string usage, string tool) =>
        usage.IndexOf($" {tool}", StringComparison.Ordinal) is >= 0 and var start ? $"confd{usage[start..]}" : usage;

    private static HelpOption HelpOf(Command root) => root.Options.OfType<HelpOption>().Single();

    // The words after it are not checked: they are not flags of the command above.
    private static string? FindUnknownCommand(ParseResult parsed)
    {
        var commands = parsed.CommandResult.Command.Subcommands.Select(command => command.Name).ToList();
        return commands.Count > 0 && parsed.UnmatchedTokens is [[not '-', ..] word, ..]
            ? Suggestions.Complain($"unknown command {word}", word, commands)
            : null;
    }

    // -table would be parsed as -t with the value "able".
    private static string? FindLongFlag(ParseResult parsed, IReadOnlyList<string> words)
    {
        var known = FlagsOf(parsed).ToHashSet(StringComparer.Ordinal);
        var flag = words.TakeWhile(word => word != "--")
            .Where(word => word is ['-', not '-', _, ..])
            .Select(NameIn)
            .FirstOrDefault(name => known.Contains("-" + name));
        return flag is null ? null : $"unknown flag {flag}, did you mean {GoFormat.Quote("-" + flag)}?";
    }

    // A misspelled flag may be taken for an argument: a prefix below which nothing is, or a key to delete. If there is another error, that
    // may concern the word after it.
    private static string? FindUnknownFlag(ParseResult parsed, IReadOnlyList<string> words)
    {
        var known = FlagsOf(parsed).ToList();
        var taken = parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens, (_, token) => token.Value).ToHashSet(StringComparer.Ordinal);
        var word = words.TakeWhile(word => word != "--").FirstOrDefault(word =>
            IsFlag(NameIn(word)) && !known.Contains(NameIn(word))
            && (taken.Contains(word) || (parsed.Errors.Count > 0 && word is ['-', '-', ..])));
        if (word is null)
        {
            return null;
        }

        var bare = $"unknown flag {NameIn(word)}";
        var complaint = Suggestions.Complain(bare, NameIn(word), known);
        return complaint == bare && taken.Contains(word) ? $"{bare}; if none is meant, put -- before it" : complaint;
    }

    private static string NameIn(string word) => word.Split('=', 2)[0];

    // By its form alone: values of keys that begin so, -----BEGIN CERTIFICATE-----, -Xmx1g or -1, are none.
    private static bool IsFlag(string name) =>
        name is ['-', var only] ? char.IsAsciiLetter(only)
        : name is ['-', not '-', ..] ? !name.AsSpan(1).ContainsAnyExcept(FlagLetters)
        : name is ['-', '-', >= 'a' and <= 'z', ..] && !name.AsSpan(2).ContainsAnyExcept(FlagLetters);

    private static string Complain(ParseResult parsed, ParseError error)
    {
        var message = ParserErrors.Describe(error);
        var word = parsed.UnmatchedTokens.FirstOrDefault(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
        return word is null
            ? message
            : Suggestions.Complain(
                message, word, FlagsOf(parsed).Concat(parsed.CommandResult.Command.Subcommands.Select(each => each.Name)));
    }

    private static IEnumerable<string> FlagsOf(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name))
            .Where(name => name.StartsWith("--", StringComparison.Ordinal));
}

using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Confd.Cli.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.GoTemplate.Formatting;

namespace Confd.Cli;

/// <summary>The commands with a command line of their own: <c>table</c>, <c>flags</c>, <c>completion</c>.</summary>
internal static class ToolCommandLine
{
    private const int UsageStatus = 1;

    private static readonly SearchValues<char> FlagLetters = SearchValues.Create("-abcdefghijklmnopqrstuvwxyz");

    /// <summary>All of them, below the program's own name.</summary>
    public static RootCommand Create(CliHost host)
    {
        var console = new ToolConsole { Clock = host.Clock, Variable = host.Variable, WritesToTerminal = host.WritesToTerminal };
        var root = ToolParser.CreateRoot("Manage local config files using templates and data from backends");
        root.Add(Tables.TableCommand.Create(host, console));
        root.Add(Flags.FlagsCommand.Create(host, console));
        root.Add(CompletionCommand.Create(host));
        return root;
    }

    /// <summary>Runs one of them with the arguments after its name.</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(CliCommand tool, IReadOnlyList<string> arguments, CliHost host)
    {
        var root = Create(host);
        var parsed = ToolParser.Parse(root, [tool.Name, .. arguments]);
        IReadOnlyList<string> complaints = (
            FindUnknownCommand(parsed) ?? FindLongFlag(parsed, arguments) ?? FindUnknownFlag(parsed, arguments)) is { } complaint
            ? [complaint]
            : [.. parsed.Errors.Select(error => Complain(parsed, error))];

        // What is not expected is told by the program, without the values that it may quote.
        if (complaints.Count == 0 || ToolParser.AsksForHelp(parsed))
        {
            // Those of Console do not name the stream where one cannot be written.
            await using var output = new StreamWriter(host.Output, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true };
            var configuration = new InvocationConfiguration
            {
                Output = TextWriter.Synchronized(output),
                Error = TextWriter.Synchronized(host.Error),
                EnableDefaultExceptionHandler = false,
            };
            return await ToolAction.InvokeAsync(parsed, configuration, host);
        }

        host.Output.Write(Encoding.UTF8.GetBytes(Usage(root, parsed) + "\n\n"));
        foreach (var line in complaints)
        {
            Complaint.Error(host.Error, line);
        }

        return UsageStatus;
    }

    // What follows it is not looked at: those are no flags of the command above.
    private static string? FindUnknownCommand(ParseResult parsed)
    {
        var commands = parsed.CommandResult.Command.Subcommands.Select(command => command.Name).ToList();
        return commands.Count > 0 && parsed.UnmatchedTokens is [[not '-', ..] word, ..]
            ? Suggestions.Complain($"unknown command {word}", word, commands)
            : null;
    }

    // -table would be read as -t with the value "able".
    private static string? FindLongFlag(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var known = OptionsOf(parsed).ToHashSet(StringComparer.Ordinal);
        var word = arguments.TakeWhile(argument => argument != "--")
            .Where(argument => argument is ['-', not '-', _, ..])
            .Select(argument => argument.Split('=', 2)[0])
            .FirstOrDefault(argument => known.Contains("-" + argument));
        return word is null ? null : $"unknown flag {word}, did you mean {GoFormat.Quote("-" + word)}?";
    }

    // A misspelt flag may pass for an argument: a prefix below which nothing is, or a key to delete. Where there is another error, that
    // may be about the word behind it.
    private static string? FindUnknownFlag(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var known = OptionsOf(parsed).ToList();
        var taken = parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens, (_, token) => token.Value).ToHashSet(StringComparer.Ordinal);
        var argument = arguments.TakeWhile(argument => argument != "--").FirstOrDefault(argument =>
            IsFlag(NameIn(argument)) && !known.Contains(NameIn(argument))
            && (taken.Contains(argument) || (parsed.Errors.Count > 0 && argument is ['-', '-', ..])));
        if (argument is null)
        {
            return null;
        }

        var bare = $"unknown flag {NameIn(argument)}";
        var complaint = Suggestions.Complain(bare, NameIn(argument), known);
        return complaint == bare && taken.Contains(argument) ? $"{bare}; if none is meant, put -- before it" : complaint;

        static string NameIn(string argument) => argument.Split('=', 2)[0];
    }

    // By its form alone: values of keys that begin so, -----BEGIN CERTIFICATE-----, -Xmx1g or -1, are none.
    private static bool IsFlag(string name) =>
        name is ['-', var only] ? char.IsAsciiLetter(only)
        : name is ['-', not '-', ..] ? !name.AsSpan(1).ContainsAnyExcept(FlagLetters)
        : name is ['-', '-', >= 'a' and <= 'z', ..] && !name.AsSpan(2).ContainsAnyExcept(FlagLetters);

    private static string Complain(ParseResult parsed, ParseError error)
    {
        // Of a list of values each stands on a line of its own, and the option is not named.
        var option = error.SymbolResult is OptionResult named ? named : error.SymbolResult?.Parent as OptionResult;
        var message = error.Message.Contains("\n\t", StringComparison.Ordinal)
            ? (option is null ? "" : $"{option.Option.Name}: ")
                + error.Message.Replace(":\n\t", " ", StringComparison.Ordinal).Replace("\n\t", ", ", StringComparison.Ordinal)
            : error.Message;
        var word = parsed.UnmatchedTokens.FirstOrDefault(token => message.Contains($"'{token}'", StringComparison.Ordinal));
        return word is null
            ? message
            : Suggestions.Complain(
                message.TrimEnd('.'), word, OptionsOf(parsed).Concat(parsed.CommandResult.Command.Subcommands.Select(each => each.Name)));
    }

    private static IEnumerable<string> OptionsOf(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name))
            .Where(name => name.StartsWith("--", StringComparison.Ordinal));

    /// <summary>The usage line of the command that was named, from its help, and where to read more.</summary>
    private static string Usage(RootCommand root, ParseResult parsed)
    {
        var path = new List<string>();
        for (
            var at = parsed.CommandResult; at is not null && at.Command != root; at = at.Parent as CommandResult)
        {
            path.Insert(0, at.Command.Name);
        }

        using var help = new StringWriter();
        ToolParser.Parse(root, [.. path, "--help"]).Invoke(new InvocationConfiguration { Output = help });
        var lines = help.ToString().Split('\n').Select(line => line.Trim());
        var usage = lines.SkipWhile(line => line != "Usage:").Skip(1).FirstOrDefault();
        return $"Usage: {UnderOwnName(usage ?? "", path[0])}\nRun \"confd {string.Join(' ', path)} --help\" for all options.";
    }

    /// <summary>A usage line that begins with the program's name, whatever its file is called: in front of the tool there may stand
    /// either.</summary>
    internal static string UnderOwnName(string usage, string tool) =>
        usage.IndexOf($" {tool}", StringComparison.Ordinal) is >= 0 and var start ? $"confd{usage[start..]}" : usage;
}

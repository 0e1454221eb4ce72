using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Confd.Cli.CommandLine;

namespace Confd.Cli.Tools;

/// <summary>The library's help, except for its list of commands: each is shown with its arguments as in its own usage line, and without
/// the defaults of these, which the library puts behind the description as if they were the command's.</summary>
/// <param name="library">The library's action.</param>
internal sealed class ToolHelp(HelpAction library) : SynchronousCommandLineAction
{
    private const int Indent = 2;
    private const int MinDescription = 20;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => library.ClearsParseErrors;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var page = new StringWriter { NewLine = "\n" };
        configuration.Output = page;
        var status = library.Invoke(parseResult);
        configuration.Output = output;

        var lines = page.ToString().ReplaceLineEndings("\n").Split('\n');
        var start = Array.IndexOf(lines, "Commands:") + 1;
        var end = start == 0 ? 0 : Array.FindIndex(lines, start, line => line.Length == 0);
        output.Write(string.Join(
            '\n',
            start == 0 ? lines : [.. lines[..start], .. List(parseResult.CommandResult.Command, library.MaxWidth), .. lines[end..]]));
        return status;
    }

    private static IEnumerable<string> List(Command above, int width)
    {
        var rows = above.Subcommands.Where(command => !command.Hidden)
            .Select(command => (Label: LabelOf(command), command.Description)).ToList();
        var left = Indent + rows.Max(row => row.Label.Length) + Indent;
        foreach (var (label, description) in rows)
        {
            var start = new string(' ', Indent) + label;
            foreach (var line in HelpPage.Wrap(description ?? "", Math.Max(width - left, MinDescription)))
            {
                yield return start.PadRight(left) + line;
                start = "";
            }
        }
    }

    private static string LabelOf(Command command) => string.Join(' ', command.Arguments.Select(LabelOf).Prepend(command.Name));

    private static string LabelOf(Argument argument)
    {
        var label = $"<{argument.HelpName ?? argument.Name}>{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}";
        return argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue ? $"[{label}]" : label;
    }
}

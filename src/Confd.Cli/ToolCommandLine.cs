using System.CommandLine;
using System.Text;
using Confd.Cli.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;

namespace Confd.Cli;

/// <summary>The commands with a command line of their own: <c>table</c>, <c>flags</c>, <c>completion</c>.</summary>
internal static class ToolCommandLine
{
    private const int UsageStatus = 1;

    /// <summary>All of them, below the program's own name.</summary>
    public static RootCommand Create(CliHost host)
    {
        var console = new ToolConsole
        {
            Clock = host.Clock,
            Variable = host.Variable,
            WritesToTerminal = host.WritesToTerminal,
            Connection = new() { Environment = host.Variable, Logger = new WarningWriter(host.Error) { IsOncePerText = true } },
        };
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
        var parsed = ToolParser.Parse(Create(host), [tool.Name, .. arguments]);
        var complaints = ToolParser.FindProblems(parsed, arguments);
        if (complaints.Count == 0 || ToolParser.RequestsHelp(parsed))
        {
            // The writers of Console do not name the stream in the error of a failed write.
            await using var output = new StreamWriter(host.Output, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true };
            return await ToolAction.InvokeAsync(
                parsed, ToolParser.Invocation(TextWriter.Synchronized(output), TextWriter.Synchronized(host.Error)), host);
        }

        host.Output.Write(Encoding.UTF8.GetBytes(ToolParser.UsageOf(parsed) + "\n\n"));
        foreach (var line in complaints)
        {
            ToolMessages.Error(host.Error, line);
        }

        return UsageStatus;
    }
}

using System.CommandLine;
using Confd.Cli.CommandLine;

namespace Confd.Cli;

/// <summary>The commands with a command line of their own: <c>table</c>, <c>flags</c>, <c>completion</c>.</summary>
internal static class Tools
{
    /// <summary>Runs one of them with the arguments after its name.</summary>
    /// <returns>The exit status.</returns>
    public static Task<int> RunAsync(CliCommand tool, IReadOnlyList<string> arguments, CliHost host)
    {
        var root = new RootCommand("Manage local config files using templates and data from backends")
        {
            Tables.TableCommand.Create(),
            Flags.FlagsCommand.Create(host),
            CompletionCommand.Create(host),
        };
        
        // What is not expected is told by the program, without the values that it may quote.
        return root.Parse([tool.Name, .. arguments]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }
}

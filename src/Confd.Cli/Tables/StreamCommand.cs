using System.CommandLine;
using Confd.Cli.Tools;
using Confd.DynamoDb;

namespace Confd.Cli.Tables;

/// <summary><c>confd table stream enable|disable</c>: the stream is what <c>--watch</c> listens to.</summary>
internal static class StreamCommand
{
    public static Command Create(ToolConsole console) =>
        new("stream", "Turn the table's stream, which --watch listens to, on or off.")
        {
            Switch("enable", "Turn the stream on.", "on", (table, token) => table.EnableStreamAsync(token), console),
            Switch("disable", "Turn the stream off.", "off", (table, token) => table.DisableStreamAsync(token), console),
        };

    private static Command Switch(
        string name, string description, string state, Func<DynamoTable, CancellationToken, Task<bool>> turn, ToolConsole console)
    {
        var shared = new TableArguments(console);
        var command = new Command(name, description) { shared.Table };
        ToolAction.Set(command, (arguments, cancellationToken) => shared.WithTableAsync(
            arguments,
            async (table, _) =>
            {
                var isChanged = await turn(table, cancellationToken);
                await ChangesMade.TellAsync(() => arguments.InvocationConfiguration.Output.WriteLineAsync(
                    isChanged ? $"stream of table {table.Name} turned {state}" : $"stream of table {table.Name} was {state} already"));
                return ToolExitCode.Success;
            },
            cancellationToken));
        return command;
    }
}

using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;

namespace Confd.Cli.Tables;

/// <summary><c>confd table stream enable|disable</c>: <c>--watch</c> reads the stream.</summary>
internal static class StreamCommand
{
    private const string Disable = "disable";

    public static Command Create(ToolConsole console) =>
        new("stream", "Turn the table's stream, which --watch listens to, on or off.")
        {
            Switch("enable", "Turn the stream on.", "on", (table, token) => table.EnableStreamAsync(token), console),
            Switch(Disable, "Turn the stream off.", "off", (table, token) => table.DisableStreamAsync(token), console),
        };

    private static Command Switch(
        string name, string description, string state, Func<DynamoTable, CancellationToken, Task<bool>> turn, ToolConsole console)
    {
        var shared = new TableArguments(console);
        var command = new Command(name, description) { shared.Table };
        ToolAction.Set(command, (arguments, cancellationToken) => shared.WithTableAsync(
            arguments,
            async (table, connection) =>
            {
                var isChanged = await turn(table, cancellationToken);
                await ChangesMade.ReportAsync(() => arguments.InvocationConfiguration.Output.WriteLineAsync(
                    isChanged ? $"stream of table {table.Name} turned {state}" : $"stream of table {table.Name} was {state} already"));
                if (name == Disable && await FindJournalAsync(connection, table, console, cancellationToken) is { } journal)
                {
                    await ToolMessages.WarningAsync(
                        arguments.InvocationConfiguration.Error,
                        $"the journal {journal} no longer has a source, and its readers receive no changes; turn the stream on again by "
                        + $"`confd table stream enable --table {table.Name}`, or delete the journal by "
                        + $"`confd table journal disable --table {table.Name}`");
                }

                return ToolExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    // Null where there is none, or access is denied: the stream is off nevertheless.
    private static async Task<string?> FindJournalAsync(
        DynamoConnection connection, DynamoTable table, ToolConsole console, CancellationToken cancellationToken)
    {
        try
        {
            var journal = new TableJournal(connection, table.Name, console.TableOptions);
            return await journal.ExistsAsync(cancellationToken) ? journal.Name : null;
        }
        catch (DynamoDbException)
        {
            return null;
        }
    }
}

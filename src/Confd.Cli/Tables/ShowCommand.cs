using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb.History;

namespace Confd.Cli.Tables;

/// <summary><c>confd table show KEY --at TIME</c>: the value of a key at a time.</summary>
internal static class ShowCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new HistoryArguments(console);
        var key = PathArguments.CreateKey();
        var at = HistoryOptions.CreateMoment(console, "--at", $"When: {HistoryOptions.MomentHelp}.");
        at.Required = true;
        var command = new Command("show", "Print the value of a key at a time, from the table's journal.") { key, at };
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            await using var table = await shared.OpenAsync(arguments, cancellationToken);
            var name = arguments.GetRequiredValue(key);
            var past = await HistoryArguments.ReadAtAsync(table, name, arguments.GetRequiredValue(at)!, cancellationToken);
            var state = past.Keys.GetValueOrDefault(name, new KeyState(KeyStateKind.Absent));
            var error = arguments.InvocationConfiguration.Error;
            if (past.Gaps.Count > 0)
            {
                await ToolMessages.WarningAsync(
                    error, $"the journal has missed changes before entry {past.Gaps[^1].Position}: the key may have been another");
            }

            if (HistoryArguments.Lag(table, past) is { } lag)
            {
                await ToolMessages.WarningAsync(error, lag);
            }

            switch (state.Kind)
            {
                case KeyStateKind.Text:
                    await console.ValuesOf(arguments).WriteLineAsync(state.Text);
                    return ToolExitCode.Success;
                case KeyStateKind.Absent:
                    await ToolMessages.ErrorAsync(error, $"table {table.Name} had no key {name} then");
                    return ToolExitCode.NotFound;
                default:
                    await ToolMessages.ErrorAsync(error, PastValues.Line(name, state));
                    return ToolExitCode.Failure;
            }
        });
        return command;
    }
}

using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb.History;
using Confd.Engine.Keys;

namespace Confd.Cli.Tables;

/// <summary><c>confd table diff --from TIME [--to TIME] [PREFIX]</c>: the differences between two moments.</summary>
internal static class DiffCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new HistoryArguments(console);
        var prefix = PathArguments.CreatePrefix("Where to look.");
        var from = HistoryOptions.CreateMoment(console, "--from", $"The earlier moment: {HistoryOptions.MomentHelp}.");
        from.Required = true;
        var to = HistoryOptions.CreateMoment(console, "--to", "The later one; by default now.");
        var command = new Command("diff", "Print what changed between two times, from the table's journal.") { prefix, from, to };
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            await using var table = await shared.OpenAsync(arguments, cancellationToken);
            var path = KeyPath.Clean(arguments.GetRequiredValue(prefix));
            var before = await HistoryArguments.ReadAtAsync(table, path, arguments.GetRequiredValue(from)!, cancellationToken);
            var after = await HistoryArguments.ReadAtAsync(table, path, arguments.GetValue(to) ?? HistoryMoment.Now, cancellationToken);
            var error = arguments.InvocationConfiguration.Error;
            if (before.Gaps.Count > after.Gaps.Count)
            {
                await ToolMessages.WarningAsync(error, "the journal has missed changes between the two moments");
            }

            if (HistoryArguments.Lag(table, after) is { } lag)
            {
                await ToolMessages.WarningAsync(error, lag);
            }

            var absent = new KeyState(KeyStateKind.Absent);
            var keys = before.Keys.Keys.Union(after.Keys.Keys).Where(key => KeyPath.IsAtOrBelow(key, path));
            foreach (var key in keys.Order(StringComparer.Ordinal))
            {
                var (old, now) = (before.Keys.GetValueOrDefault(key, absent), after.Keys.GetValueOrDefault(key, absent));
                if (old != now)
                {
                    await PastValues.WriteAsync(arguments.InvocationConfiguration.Output, '-', key, old);
                    await PastValues.WriteAsync(arguments.InvocationConfiguration.Output, '+', key, now);
                }
            }

            return ToolExitCode.Success;
        });
        return command;
    }
}

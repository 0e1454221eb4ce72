using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb.History;
using Confd.Engine.Keys;

namespace Confd.Cli.Tables;

/// <summary><c>confd table restore --to TIME [PREFIX]</c>: restores keys to their values at a time, and writes nothing else.</summary>
internal static class RestoreCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new HistoryArguments(console);
        var prefix = PathArguments.CreateWrittenPrefix("What to restore: the key itself and what lies below it.");
        var to = HistoryOptions.CreateMoment(console, "--to", $"The time to restore: {HistoryOptions.MomentHelp}.");
        to.Required = true;
        var isDryRun = new Option<bool>("--dry-run") { Description = "Print what would be written and deleted, and do nothing." };
        var message = WriteNote.CreateMessage();
        var command = new Command("restore", "Restore keys as they were at a time, from the table's journal.")
        {
            prefix, to, isDryRun, message,
        };
        var plain = SecretArguments.AddPlainTo(command);
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            await using var table = await shared.OpenAsync(arguments, cancellationToken, arguments.GetValue(plain));
            var path = arguments.GetRequiredValue(prefix);
            var output = arguments.InvocationConfiguration;
            var past = await HistoryArguments.ReadAtAsync(table, path, arguments.GetRequiredValue(to)!, cancellationToken);
            if (HistoryArguments.Lag(table, past) is { } lag)
            {
                await ToolMessages.ErrorAsync(output.Error, lag);
                return ToolExitCode.Failure;
            }

            var target = past.Keys.Where(key => KeyPath.IsAtOrBelow(key.Key, path)).ToDictionary(StringComparer.Ordinal);
            if (Obstacle(past, target) is { } obstacle)
            {
                await ToolMessages.ErrorAsync(output.Error, $"{obstacle}; nothing was written");
                return ToolExitCode.Failure;
            }

            var current = await ListCommand.ReadAsync(table, path, cancellationToken);
            var plan = new ImportPlan(
                target.Where(key => key.Value.Kind == KeyStateKind.Text)
                    .ToDictionary(key => key.Key, key => key.Value.Text!, StringComparer.Ordinal),
                current.Where(item => target.GetValueOrDefault(item.Key).Kind != KeyStateKind.Other),
                prunes: true);
            var run = new PlanRun(console, output, "table restore", arguments.GetValue(message))
            {
                SecretsRemedy = arguments.GetValue(plain) ? null : "; `--plain` lets them",
            };
            var status = arguments.GetValue(isDryRun)
                ? await run.ShowAsync(plan)
                : await run.WriteAsync(table, plan, plan.Puts, cancellationToken);

            // Only texts are written.
            foreach (var (key, _) in target.Where(key => key.Value.Kind == KeyStateKind.Other && past.ChangedKeys.Contains(key.Key)))
            {
                await ToolMessages.ErrorAsync(output.Error, $"key {key} is left as it is: what it was is not of type 'string'");
                status = ToolExitCode.Failure;
            }

            return status;
        });
        return command;
    }

    private static string? Obstacle(PastTable past, Dictionary<string, KeyState> target)
    {
        if (past.Gaps.Count > 0)
        {
            return $"the journal has missed changes before entry {past.Gaps[^1].Position}, so it does not know what was before";
        }

        var unknown = target.Where(key => key.Value.Kind == KeyStateKind.Unknown)
            .Select(key => key.Key)
            .Order(StringComparer.Ordinal)
            .ToList();
        return unknown.Count == 0
            ? null
            : $"the journal does not know what {unknown[0]}{(unknown.Count == 1 ? "" : $" and {unknown.Count - 1} other keys")} was: "
                + "its value was too large, or the table's stream has no old images";
    }
}

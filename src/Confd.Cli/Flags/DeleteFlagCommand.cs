using System.CommandLine;
using Confd.Cli.Tools;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags delete KEY</c>: writes a tombstone, so that a late write of the deleted version has no effect.</summary>
internal static class DeleteFlagCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new FlagArguments(console);
        var key = FlagArguments.CreateKey();
        var version = NumberOption.Create(
            "--version",
            "Version of the deletion. It has no effect unless it is higher than the stored one. By default the next one.",
            least: 0L,
            most: int.MaxValue); // the largest that every SDK reads
        var force = new Option<bool>("--force")
        {
            Description = "Write the tombstone even if the table has no such flag or segment, or a sync would revert it.",
        };
        var isDryRun = new Option<bool>("--dry-run") { Description = "Show what would be deleted, and change nothing." };
        var command = new Command("delete", "Delete one flag or segment.")
        {
            key,
            version,
            force,
            isDryRun,
            shared.Kind,
            shared.Message,
            shared.Actor,
        };
        shared.AddTo(command);
        ToolAction.Set(command, (arguments, cancellationToken) => shared.WithStoreAsync(
            arguments,
            console,
            store => new DeleteRun(
                arguments, shared, store, arguments.GetRequiredValue(key), arguments.GetValue(force), arguments.GetValue(isDryRun))
                .RunAsync(arguments.GetValue(version), cancellationToken),
            cancellationToken));
        return command;
    }
}

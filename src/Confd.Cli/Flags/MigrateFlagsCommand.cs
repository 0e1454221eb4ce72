using System.CommandLine;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;
using Confd.Flags.DynamoDb;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags migrate</c>: converts rows to a layout, in place or into another prefix or table.</summary>
internal static class MigrateFlagsCommand
{
    public const string Name = "migrate";

    public static Command Create(ToolConsole console)
    {
        var shared = new FlagArguments(console);
        var toTable = TableOption.NotEmpty(
            new Option<string?>("--to-table")
            {
                Description = "Write to this table; by default to the one that is read.",
                HelpName = "NAME",
            });
        var toPrefix = new Option<string?>("--to-prefix")
        {
            Description = "Write under this prefix; by default under the one that is read.",
            HelpName = "PREFIX",
        };
        var force = new Option<bool>("--force") { Description = "Write even if a sync fills the target, which would revert it." };
        var command = new Command(Name, "Write every flag and segment, regardless of its layout, in the layout that --layout names.")
        {
            toTable, toPrefix, force, shared.LargeItems, shared.Message, shared.Actor,
        };
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            using var connection = await DynamoConnection.ConnectAsync(console.Connection, cancellationToken);
            var options = shared.StoreOptions(arguments, console);
            var isCommunity = options.Layout == FlagTableLayout.Community;
            var table = arguments.GetRequiredValue(shared.Table);
            var target = options with { Prefix = arguments.GetValue(toPrefix) ?? (isCommunity ? null : options.Prefix) };
            if (isCommunity && !string.IsNullOrEmpty(target.Prefix))
            {
                throw new ConfigurationException("--to-prefix cannot be used with --layout community, which has no prefixes");
            }

            // Rows of either layout are read; the layout does not matter here.
            await using var from = new DynamoFlagStore(connection, table, options with { Layout = FlagTableLayout.Official });
            await using var to = new DynamoFlagStore(connection, arguments.GetValue(toTable) ?? table, target);
            if (to.Table != from.Table || (target.Prefix ?? "") != (options.Prefix ?? ""))
            {
                // In place, the rows remain those that the sync has written.
                await FilledTable.RefuseAsync(arguments, to, arguments.GetValue(force), cancellationToken);
            }

            var result = await FlagTableMigration.RunAsync(from, to, cancellationToken);
            await ChangesMade.ReportAsync(() => WriteAsync(arguments, shared, to.Table, result));
            return ToolExitCode.Success;
        });
        return command;
    }

    private static Task WriteAsync(ParseResult arguments, FlagArguments shared, string table, ReconcileResult result) =>
        shared.IsJson(arguments)
        ? ToolOutput.WriteJsonAsync(arguments, json =>
        {
            json.WriteStartObject();
            json.WriteString("table", table);
            json.WriteNumber("written", result.Written);
            json.WriteNumber("left", result.Overtaken);
            json.WriteEndObject();
        })
        : ToolOutput.WriteLineAsync(
            arguments,
            $"migrated {ToolOutput.Count(result.Written, "item")} to table {table}"
            + (result.Overtaken > 0 ? $"; left {result.Overtaken} that are newer there" : ""));
}

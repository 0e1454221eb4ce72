using System.CommandLine;
using Confd.Cli.Tables;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Journal;
using Confd.Flags.DynamoDb;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags log [KEY]</c>: who changed which flag and when, the newest first.</summary>
internal static class FlagLogCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new FlagArguments(console);
        var journal = HistoryOptions.CreateJournal();
        var key = new Argument<string?>("key") { Description = "The flag or segment; by default all.", Arity = ArgumentArity.ZeroOrOne };
        var since = HistoryOptions.CreateMoment(console, "--since", $"The oldest change: {HistoryOptions.MomentHelp}.");
        var showsValues = new Option<bool>("--values") { Description = "Also print the JSON before and after." };
        var command = new Command("log", "Show who changed which flag and when, from the table's journal.")
        {
            key, since, showsValues, shared.Kind, shared.Table, shared.Prefix, journal, shared.Output,
        };
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            var kind = shared.KindOf(arguments);
            var options = FlagTable.RowsOf(kind, arguments.GetValue(shared.Prefix)) with
            {
                Connection = console.Connection,
                Clock = console.Clock,
                Journal = new JournalOptions { Name = arguments.GetValue(journal) },
            };
            await using var table = await KeyValueTable.OpenAsync(arguments.GetRequiredValue(shared.Table), options, cancellationToken);
            var requested = arguments.GetValue(key);
            var text = new HistoryText
            {
                IsThere = (changed, state, item) => FlagHistory.IsThere(kind, changed, state, item),
                IsJson = shared.IsJson(arguments),
            };
            var isAny = await text.WriteAsync(
                table.History,
                arguments.GetValue(since),
                arguments.GetValue(showsValues),
                changed => requested is null || changed == requested,
                arguments.InvocationConfiguration.Output,
                cancellationToken);
            await HistoryArguments.ExplainAsync(isAny, table, arguments, cancellationToken);
            return ToolExitCode.Success;
        });
        return command;
    }
}

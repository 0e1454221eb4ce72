using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;

namespace Confd.Cli.Tables;

/// <summary>The options that the commands for a table's history share.</summary>
internal sealed class HistoryArguments(ToolConsole console)
{
    private readonly TableArguments _table = new(console);

    /// <summary>The journal's table.</summary>
    public Option<string?> Journal { get; } = HistoryOptions.CreateJournal();

    public void AddTo(Command command)
    {
        _table.AddTo(command);
        command.Add(Journal);
    }

    /// <summary>Connects and opens the table that the arguments name.</summary>
    public Task<KeyValueTable> OpenAsync(
        ParseResult arguments, CancellationToken cancellationToken, bool mayReplaceSecrets = false) =>
        _table.OpenAsync(arguments, cancellationToken, new JournalOptions { Name = arguments.GetValue(Journal) }, mayReplaceSecrets);

    /// <summary>The state of the keys below a path at a moment.</summary>
    /// <exception cref="DynamoDbException">There is no journal, or it cannot be read.</exception>
    public static Task<PastTable> ReadAtAsync(
        KeyValueTable table, string path, HistoryMoment moment, CancellationToken cancellationToken) =>
        table.History.ReadAtAsync(path == "/" ? "" : path, moment, cancellationToken);

    /// <summary>A warning that a past state may be wrong, because its journal lacks the newest changes.</summary>
    /// <returns>Null where it has them.</returns>
    public static string? Lag(KeyValueTable table, PastTable past) => past.IsCurrent
        ? null
        : LagOf(table.Name);

    /// <summary>Explains why a log may be empty: no process writes the table's journal. Finding that out takes two seconds.</summary>
    /// <param name="isAny">True where the log has a line.</param>
    /// <param name="table">The table.</param>
    /// <param name="arguments">The parsed arguments, with the error output.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task ExplainAsync(bool isAny, KeyValueTable table, ParseResult arguments, CancellationToken cancellationToken)
    {
        if (!isAny && await IsUnwrittenAsync(table, cancellationToken))
        {
            await ToolMessages.WarningAsync(arguments.InvocationConfiguration.Error, LagOf(table.Name));
        }
    }

    // A user who may read the entries may still be denied the journal's state.
    private static async Task<bool> IsUnwrittenAsync(KeyValueTable table, CancellationToken cancellationToken)
    {
        try
        {
            return await table.Journal.GetStatusAsync(cancellationToken) is { IsAlive: false };
        }
        catch (DynamoDbException)
        {
            return false;
        }
    }

    private static string LagOf(string table) =>
        $"no writer of the journal of table {table} is running, so the newest changes may be missing; "
        + $"start `confd table journal run --table {table}`";
}

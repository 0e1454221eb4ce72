using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;

namespace Confd.Cli.Tables;

/// <summary>What the commands of a table's past have in common.</summary>
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

    /// <summary>What the keys below a path were at a moment.</summary>
    /// <exception cref="DynamoDbException">There is no journal, or it cannot be read.</exception>
    public static Task<PastTable> ReadAtAsync(
        KeyValueTable table, string path, HistoryMoment moment, CancellationToken cancellationToken) =>
        table.History.ReadAtAsync(path == "/" ? "" : path, moment, cancellationToken);

    /// <summary>Why a past may not be what it seems: its journal does not know the newest changes.</summary>
    /// <returns>Null where it knows them.</returns>
    public static string? Lag(KeyValueTable table, PastTable past) => past.IsCurrent
        ? null
        : LagOf(table.Name);

    /// <summary>Says why a log may be empty: that nobody writes the table's journal. It takes two seconds to know that.</summary>
    /// <param name="isAny">True where the log has a line.</param>
    /// <param name="table">The table.</param>
    /// <param name="arguments">Whose error output gets the words.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task ExplainAsync(bool isAny, KeyValueTable table, ParseResult arguments, CancellationToken cancellationToken)
    {
        if (!isAny && await IsUnwrittenAsync(table, cancellationToken))
        {
            await Complaint.WarningAsync(arguments.InvocationConfiguration.Error, LagOf(table.Name));
        }
    }

    // Who may read the entries need not be allowed to read the journal's state.
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
        $"nobody writes the journal of table {table} now, so it may not know the newest changes; "
        + $"start `confd table journal run --table {table}`";
}

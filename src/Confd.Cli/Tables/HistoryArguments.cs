using System.CommandLine;
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
        : $"nobody writes the journal of table {table.Name} now, so it may not know the newest changes; "
            + $"start `confd table journal run --table {table.Name}`";
}

using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Environments;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Serve;

/// <summary>The history of a table's flags and segments, for the console, where the table has a journal.</summary>
internal sealed class TableFlagHistory(DynamoConnection connection, string table, string? prefix, DynamoTableOptions options) : IFlagHistory
{
    // It takes two seconds to find out whether the journal has a writer: not for each page that has no history.
    private static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MissingFor = TimeSpan.FromSeconds(5);

    private readonly FlagHistory _history = new(connection, table, prefix, options);
    private readonly TableJournal _journal = new(connection, table, options);
    private volatile Observation? _last;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FlagHistoryEntry>> ReadAsync(
        DataKind kind, string key, int limit, CancellationToken cancellationToken)
    {
        var changes = await _history.ReadAsync(kind, key, limit: limit, cancellationToken: cancellationToken);
        if (changes.Count == 0)
        {
            await RequireWriterAsync(cancellationToken);
        }

        return [.. changes.Take(limit).Select(EntryOf)];
    }

    /// <inheritdoc/>
    public Task<FlagPlan> PlanRollbackAsync(
        EnvironmentSnapshot seen, DataKind kind, string key, long position, int changes, CancellationToken cancellationToken) =>
        _history.PlanRollbackAsync(seen, [kind], [key], HistoryMoment.AfterEntry(position, changes), cancellationToken);

    private async Task RequireWriterAsync(CancellationToken cancellationToken)
    {
        if (_last is not { } last || options.Clock.GetElapsedTime(last.At) >= (last.Status?.IsAlive == true ? AliveFor : MissingFor))
        {
            _last = last = await ObserveAsync(cancellationToken);
        }

        if (last.Status is { IsAlive: false } status)
        {
            throw new FlagStoreException(
                $"no writer of the journal {status.Journal} is running, so the history is unknown; "
                + $"start `confd table journal run --table {table}`");
        }
    }

    private async Task<Observation> ObserveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var status = await _journal.GetStatusAsync(cancellationToken);
            return new(status, options.Clock.GetTimestamp());
        }
        catch (DynamoDbException problem)
        {
            throw new FlagStoreException($"it is not known who writes the journal of table {table}: {problem.Message}", problem);
        }
    }

    private static FlagHistoryEntry EntryOf(FlagChange change) => new(
        change.Position, change.At, change.After?.Version, change.Actor, change.Message, Describe(change))
    {
        Place = change.Place,
    };

    private static IReadOnlyList<MeaningLine> Describe(FlagChange change)
    {
        try
        {
            return change.Describe();
        }
        catch (FlagEditException)
        {
            // What was stored then is not a flag.
            return [];
        }
    }

    private sealed record Observation(JournalStatus? Status, long At);
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Journal;

/// <summary>The journal of a table: its changes, with times, in order. Any number of watchers can read it for half a read unit a second
/// each.</summary>
/// <remarks>
/// A table's stream supports two readers. With a journal, one process reads the stream and writes the changes to a separate table, and all
/// others read that. The writing process is elected among those that may write; see <see cref="JournalOptions.MayWrite"/>. Thread-safe.
/// </remarks>
public sealed partial class TableJournal
{
    private readonly DynamoConnection _connection;
    private readonly DynamoTableOptions _options;
    private readonly DynamoTable _table;
    private readonly DynamoTable _journal;
    private readonly DynamoJournalStore _store;

    /// <summary>Creates an instance for a journal; sends no request.</summary>
    /// <param name="connection">How to reach both tables; not disposed.</param>
    /// <param name="tableName">The table whose changes the journal holds.</param>
    /// <param name="options">The journal's settings; retries, clock, logger and metrics.</param>
    public TableJournal(DynamoConnection connection, string tableName, DynamoTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _connection = connection;
        _options = options ?? new DynamoTableOptions();
        _options.Validate();
        _table = new DynamoTable(connection.Client, tableName, _options);
        _journal = new DynamoTable(connection.Client, _options.Journal.NameOf(tableName), _options);
        _store = new DynamoJournalStore(_journal, tableName, _options.Journal.Settings.Random);
    }

    /// <summary>The journal's table.</summary>
    public string Name => _journal.Name;

    /// <summary>Creates the journal, and turns the table's stream on where it is off. Entries are written once a process is its writer.
    /// Call it again after an interruption, or to change a setting.</summary>
    /// <param name="keep">How long new entries are kept, <see cref="JournalSettings.MinKeep"/> to <see
    /// cref="JournalSettings.MaxKeep"/>; null: as before, or 30 days.</param>
    /// <param name="replicas">The number of partitions with copies of the entries, one for each 6,000 readers, 1 to 20; null: as before, or
    /// one.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False where there was one: its settings are changed, its entries stay.</returns>
    /// <exception cref="DynamoDbException">
    /// The journal belongs to another table; or another failure. Needs <c>dynamodb:CreateTable</c>, <c>DescribeTable</c>,
    /// <c>DescribeTimeToLive</c>, <c>UpdateTimeToLive</c>, <c>GetItem</c> and <c>PutItem</c> on the journal, <c>DescribeTable</c> and
    /// <c>UpdateTable</c> on the table.
    /// </exception>
    public async Task<bool> EnableAsync(TimeSpan? keep = null, int? replicas = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep ?? JournalSettings.DefaultKeep, JournalSettings.MinKeep, nameof(keep));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keep ?? JournalSettings.DefaultKeep, JournalSettings.MaxKeep, nameof(keep));
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replicas ?? 1, JournalItems.MaxReplicas);

        // A misspelled name must not leave a journal without a table behind.
        await _table.DescribeExistingAsync(cancellationToken).ConfigureAwait(false);
        var definition = new TableDefinition { PartitionAttribute = JournalItems.Kind, KeyAttribute = JournalItems.Position };
        await _journal.CreateAsync(definition, cancellationToken).ConfigureAwait(false);
        var head = await ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        await _table.EnableStreamAsync(StreamImages.Both, cancellationToken).ConfigureAwait(false);
        await ExpireEntriesAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var wanted = WithSettings(head ?? (JournalHead.Empty with { Id = Guid.NewGuid().ToString("N") }), keep, replicas) with
            {
                Table = JournalOwnership.NameOf(_table.Name),
            };
            if (head == wanted)
            {
                return false;
            }

            // The writer's next write fails, and it or another one takes over immediately, with the new settings.
            var next = wanted.Released(Guid.NewGuid().ToString("N"));
            if (await _store.TryWriteSettingsAsync(head, next, cancellationToken).ConfigureAwait(false))
            {
                return head is null;
            }

            head = await ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes the journal with all its entries. Its followers continue with the table's stream.</summary>
    /// <returns>False where there was none.</returns>
    /// <exception cref="DynamoDbException">Needs <c>dynamodb:DeleteTable</c> on the journal; or the table of that name holds no
    /// journal, or that of another table.</exception>
    public async Task<bool> DisableAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (await _store.ReadHeadAsync(cancellationToken).ConfigureAwait(false) is null)
            {
                throw NoJournal(null);
            }

            await _journal.InvokeAsync(
                "DeleteTable", (client, token) => client.DeleteTableAsync(Name, token), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DynamoDbException missing) when (missing.Failure == DynamoDbFailure.TableMissing)
        {
            // Its head was there a moment ago: the response to a first request was lost.
            return missing.Operation == "DeleteTable";
        }
        catch (DynamoDbException other) when (JournalMissing.IsMeant(other))
        {
            throw NoJournal(other);
        }
    }

    /// <summary>Whether the journal exists and belongs to the table.</summary>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadHeadAsync(cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (DynamoDbException missing) when (
            missing.Failure is DynamoDbFailure.TableMissing or DynamoDbFailure.JournalOfOtherTable)
        {
            return false;
        }
    }

    /// <summary>Reads the journal's state, twice: two intervals of heartbeats apart, which takes about two seconds.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    public async Task<JournalStatus?> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (await ReadHeadAsync(cancellationToken).ConfigureAwait(false) is not { } first)
            {
                return null;
            }

            await Task.Delay(_options.Journal.Settings.HeartbeatInterval * 2, _options.Clock, cancellationToken).ConfigureAwait(false);
            var head = await _store.ReadHeadAsync(cancellationToken).ConfigureAwait(false) ?? first;
            return new JournalStatus(Name, head.Position, head.Owner, head.Fence, head.Served > first.Served, head.Keep, head.Replicas);
        }
        catch (DynamoDbException missing) when (missing.Failure == DynamoDbFailure.TableMissing)
        {
            return null;
        }
    }

    /// <summary>Waits until earlier writes to the table are in the journal: for two readings of the stream by its writer, since the first
    /// may have started earlier. Takes about two seconds.</summary>
    /// <returns>False where it has no writer.</returns>
    /// <exception cref="DynamoDbException">There is no journal, or it cannot be read.</exception>
    public async Task<bool> CatchUpAsync(CancellationToken cancellationToken = default)
    {
        var settings = _options.Journal.Settings;
        var watch = new LeaseWatch(_options.Clock);
        long? first = null;
        while (true)
        {
            var head = await RequireHeadAsync(cancellationToken).ConfigureAwait(false);
            watch.Observe(head);
            if (head.Rounds >= first + 2)
            {
                return true;
            }

            if (watch.Unserved >= settings.LeaseTime)
            {
                return false;
            }

            first ??= head.Rounds;
            await Task.Delay(settings.HeartbeatInterval, _options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs as a candidate for writing the journal until it is cancelled; then releases it. Once it has read the journal, it
    /// continues after transient failures.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="DynamoDbException">There is no journal, it cannot be read or may not be written, or the table's stream may not be
    /// read.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using var streams = StreamsClient.Create(_connection);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var election = JournalConnection.CreateElection(_store, streams, _table, _options);
        var standing = election.CampaignAsync(either.Token);
        var looking = LookAsync(election, either.Token);
        var ended = await Task.WhenAny(standing, looking).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);

        // A term in progress is released first.
        await Task.WhenAll(standing, looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await ended.ConfigureAwait(false);
        }
        catch (DynamoDbException missing) when (missing.Table == Name && JournalMissing.IsMeant(missing))
        {
            throw JournalMissing.For(_table.Name, Name, missing);
        }
    }

    /// <summary>Records in the journal the author of writes of keys, for the table's history. To be called just before the write.</summary>
    /// <param name="writer">The author, with command and reason.</param>
    /// <param name="writes">The keys, and their new values.</param>
    /// <param name="partition">The partition of the keys; null where the table has none.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False where there is no journal; or none that may be read, and neither author nor reason is given explicitly. The change
    /// then appears without its author.</returns>
    /// <exception cref="DynamoDbException">The journal cannot be reached, or may not be written, or not be read where
    /// <see cref="JournalWriter.Actor"/> or <see cref="JournalWriter.Message"/> is given. Needs <c>dynamodb:GetItem</c> and <c>PutItem</c>
    /// on it.</exception>
    public async Task<bool> TryRecordAuthorAsync(
        JournalWriter writer,
        IReadOnlyList<KeyWrite> writes,
        string? partition = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(writes);
        var isExplicit = writer.Actor is not null || writer.Message is not null;
        var isThere = false;
        try
        {
            if (writes.Count == 0 || await _store.ReadHeadAsync(cancellationToken).ConfigureAwait(false) is not { } head)
            {
                return false;
            }

            isThere = true;
            var actor = writer.Actor
                ?? await CallerIdentity.FindAsync(_connection, _options.Clock, _options.Logger, cancellationToken).ConfigureAwait(false);
            var digests = writes.DistinctBy(write => write.Key, StringComparer.Ordinal)
                .ToDictionary(write => write.Key, write => JournalNotes.DigestOf(write.Value), StringComparer.Ordinal);
            var note = new JournalNote(_options.Clock.GetUtcNow(), actor, writer.Command, writer.Message, [.. digests.Keys])
            {
                Digests = digests,
                Partition = partition,
            };
            await JournalNotes.WriteAsync(_journal, note, head.Keep, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DynamoDbException none) when (
            JournalConnection.IsNone(none) && !IsAnError(none.Failure, isThere || isExplicit))
        {
            // Without permission to read it, it is unknown whether there is a journal.
            return false;
        }
    }

    // The journal of another table is none, unless it was given by name.
    private bool IsAnError(DynamoDbFailure failure, bool isExpected) => failure switch
    {
        DynamoDbFailure.AccessDenied => isExpected,
        DynamoDbFailure.JournalOfOtherTable => _options.Journal.Name is not null,
        _ => false,
    };

    private static JournalHead WithSettings(JournalHead head, TimeSpan? keep, int? replicas) =>
        head with { Keep = keep ?? head.Keep, Replicas = replicas ?? head.Replicas };

    private async Task<JournalHead> RequireHeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _store.ReadHeadAsync(cancellationToken).ConfigureAwait(false)
                ?? throw JournalMissing.For(_table.Name, Name, failure: null);
        }
        catch (DynamoDbException missing) when (missing.Table == Name && JournalMissing.IsMeant(missing))
        {
            throw JournalMissing.For(_table.Name, Name, missing);
        }
    }

    private async Task LookAsync(JournalElection election, CancellationToken stop)
    {
        var hasSeen = false;
        while (true)
        {
            try
            {
                election.Observe(await RequireHeadAsync(stop).ConfigureAwait(false));
                hasSeen = true;
            }
            catch (DynamoDbException passing) when (hasSeen && FailureClassifier.IsTransient(passing.Failure))
            {
                // Retries have taken time already: there is no further pause.
                LogNotSeen(_options.Logger, passing.Message);
            }

            await Task.Delay(_options.Journal.Settings.Interval, _options.Clock, stop).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal cannot be read; trying again [{error}]")]
    private static partial void LogNotSeen(ILogger logger, string error);

    private async Task<JournalHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DynamoDbException other) when (other.Failure != DynamoDbFailure.TableMissing && JournalMissing.IsMeant(other))
        {
            throw JournalMissing.For(_table.Name, Name, other);
        }
    }

    private DynamoDbException NoJournal(Exception? cause) =>
        new(DynamoDbFailure.InvalidRequest, $"table {Name} holds no journal, so it is not deleted", cause) { Table = Name };

    // Repeated on every call, as an earlier one may have been interrupted: entries that never expire cost more and more.
    private async Task ExpireEntriesAsync(CancellationToken cancellationToken)
    {
        var answer = await _journal.InvokeAsync(
            "DescribeTimeToLive",
            (client, token) => client.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = Name }, token),
            cancellationToken).ConfigureAwait(false);
        var status = answer.TimeToLiveDescription?.TimeToLiveStatus;
        if (status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING)
        {
            return;
        }

        var request = new UpdateTimeToLiveRequest
        {
            TableName = Name,
            TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = JournalItems.Expires, Enabled = true },
        };
        await _journal.InvokeAsync(
            "UpdateTimeToLive", (client, token) => client.UpdateTimeToLiveAsync(request, token), cancellationToken).ConfigureAwait(false);
    }
}

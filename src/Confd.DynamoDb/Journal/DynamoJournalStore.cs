using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb.Journal;

/// <summary>A journal in a DynamoDB table.</summary>
/// <remarks>A table without items of a journal is none: a commit never writes to it, since a commit needs an existing head.</remarks>
internal sealed class DynamoJournalStore : IJournalStore
{
    // Leaves space for keys and attributes beside the payload in an item of 400 KB.
    private const int MaxHistoryBytes = 390 * 1024;

    // Records that were not read for a day are not in the stream anymore, so the mark of an ended shard is not needed for longer.
    private static readonly TimeSpan KeepMarks = TimeSpan.FromDays(3);

    private readonly DynamoTable _table;
    private readonly string _source;
    private readonly Func<double> _random;
    private int _replicas = 1;

    /// <summary>Creates an instance for a journal; sends no request.</summary>
    /// <param name="table">The journal's table.</param>
    /// <param name="source">The table whose journal it should be: the journal of another one is refused.</param>
    /// <param name="random">Selects the replica to read; at least 0 and below 1.</param>
    public DynamoJournalStore(DynamoTable table, string source, Func<double> random)
    {
        _table = table;
        _source = source;
        _random = random;
    }

    /// <inheritdoc/>
    public async Task<JournalPage> ReadAsync(long after, bool isConsistent, CancellationToken cancellationToken)
    {
        // Replicas are for reads that need not be consistent; only the first one is authoritative.
        var replica = isConsistent ? 0 : (int)(_random() * _replicas);
        var request = JournalItems.QueryAfter(JournalItems.EntryKind(replica), JournalItems.PositionText(after));
        request.TableName = _table.Name;
        request.ConsistentRead = isConsistent;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        var response = await _table.InvokeUnlessThrottledAsync(
            "Query", (client, token) => client.QueryAsync(request, token), cancellationToken)
            .ConfigureAwait(false) ?? throw new DynamoDbException(
                DynamoDbFailure.Throttled, $"the journal {_table.Name} has more readers than it serves");
        _table.CountReadUnits(response.ConsumedCapacity);
        return Read(response.Items ?? []);
    }

    /// <inheritdoc/>
    public async Task<JournalHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            Key = JournalItems.Key(JournalItems.EntryKind(0), JournalItems.HeadPosition),
            ConsistentRead = true,
        };
        return await _table.GetAsync(request, cancellationToken).ConfigureAwait(false) is { } item ? Seen(
            Parse(item, JournalItems.ReadHead)) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ShardMark>> ReadMarksAsync(long epoch, CancellationToken cancellationToken)
    {
        var request = JournalItems.Query(JournalItems.ShardKind);
        request.ConsistentRead = true;
        var marks = new List<ShardMark>();
        await foreach (var page in _table.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            marks.AddRange(page.Where(item => JournalItems.IsOfEpoch(item, epoch)).Select(item => Parse(item, JournalItems.ReadMark)));
        }

        return marks;
    }

    /// <inheritdoc/>
    public Task<bool> TryCommitAsync(JournalCommit commit, CancellationToken cancellationToken) =>
        commit.Entries.Count == 0 && commit.Marks.Count == 0 && commit.Next.Replicas == 1
            ? _table.PutAsync(
                PutHead(commit.Expected, JournalOwnership.Complete(commit.Next, _table.Name, _source)), cancellationToken)
            : TryTransactAsync(Items(commit), commit.Next.Write, cancellationToken);

    /// <summary>Writes the head with new settings, in all its copies.</summary>
    /// <param name="expected">The head that is there; null: none is.</param>
    /// <param name="next">The head afterwards.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>False where the head is another one: nothing was written.</returns>
    /// <exception cref="DynamoDbException">It is unknown whether it was written, or it may not be.</exception>
    public Task<bool> TryWriteSettingsAsync(JournalHead? expected, JournalHead next, CancellationToken cancellationToken) =>
        TryTransactAsync(Heads(expected, next), next.Write, cancellationToken);

    /// <summary>Reads an item of the journal.</summary>
    /// <exception cref="DynamoDbException">Its format is not supported.</exception>
    internal static T Parse<T>(Dictionary<string, AttributeValue> item, Func<Dictionary<string, AttributeValue>, T> read)
    {
        try
        {
            return read(item);
        }
        catch (Exception malformed) when (
            malformed is InvalidDataException or FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new DynamoDbException(
                DynamoDbFailure.InvalidRequest, $"an item of the journal cannot be read: {malformed.Message}", malformed);
        }
    }

    private static PutItemRequest PutHead(JournalHead? expected, JournalHead next) => new()
    {
        Item = JournalItems.Head(next, replica: 0),
        ConditionExpression = expected is null ? "attribute_not_exists(#w)" : "#w = :expected",
        ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#w"] = "write" },
        ExpressionAttributeValues = expected is null
            ? null
            : new(StringComparer.Ordinal) { [":expected"] = new() { S = expected.Write } },
    };

    private static bool IsCanceledBy(DynamoDbException failed, params ReadOnlySpan<string> codes)
    {
        if (failed.InnerException is TransactionCanceledException { CancellationReasons: { Count: > 0 } reasons })
        {
            foreach (var code in codes)
            {
                if (reasons.Exists(reason => reason.Code == code))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private JournalPage Read(List<Dictionary<string, AttributeValue>> items)
    {
        var entries = new List<JournalEntry>(items.Count);
        foreach (var item in items)
        {
            if (JournalItems.IsHead(item))
            {
                return new JournalPage(entries, Seen(Parse(item, JournalItems.ReadHead)));
            }

            entries.Add(Parse(item, JournalItems.ReadEntry));
        }

        return entries.Count > 0
            ? new JournalPage(entries, null)
            : throw new DynamoDbException(
                DynamoDbFailure.TableMissing, $"table {_table.Name} no longer holds a journal")
            { Table = _table.Name };
    }

    private JournalHead Seen(JournalHead head)
    {
        _replicas = head.Replicas;
        return JournalOwnership.Require(head, _table.Name, _source);
    }

    private async Task<bool> TryTransactAsync(IEnumerable<TransactWriteItem> items, string token, CancellationToken cancellationToken)
    {
        var request = new TransactWriteItemsRequest
        {
            TransactItems = [.. items],

            // DynamoDB makes a transaction with the same token only once, for ten minutes.
            ClientRequestToken = token,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
        try
        {
            var response = await _table.InvokeAsync(
                "TransactWriteItems", (client, stop) => client.TransactWriteItemsAsync(request, stop), cancellationToken)
                .ConfigureAwait(false);
            response.ConsumedCapacity?.ForEach(_table.CountWriteUnits);
            return true;
        }
        catch (DynamoDbException failed) when (IsCanceledBy(failed, "ConditionalCheckFailed"))
        {
            return false;
        }
        catch (DynamoDbException failed) when (IsCanceledBy(failed, "ValidationError", "ItemCollectionSizeLimitExceeded"))
        {
            throw new DynamoDbException(DynamoDbFailure.InvalidRequest, failed.Message, failed.InnerException)
            {
                Table = _table.Name,
                Operation = failed.Operation,
                Attempts = failed.Attempts,
            };
        }
    }

    private IEnumerable<TransactWriteItem> Heads(JournalHead? expected, JournalHead next)
    {
        next = JournalOwnership.Complete(next, _table.Name, _source);
        var head = PutHead(expected, next);
        yield return new TransactWriteItem
        {
            Put = new Put
            {
                TableName = _table.Name,
                Item = head.Item,
                ConditionExpression = head.ConditionExpression,
                ExpressionAttributeNames = head.ExpressionAttributeNames,
                ExpressionAttributeValues = head.ExpressionAttributeValues,
            },
        };
        for (var replica = 1; replica < next.Replicas; replica++)
        {
            yield return Put(JournalItems.Head(next, replica));
        }
    }

    // Times are those of the entry and the commit: a retry must be identical.
    private IEnumerable<TransactWriteItem> Items(JournalCommit commit)
    {
        foreach (var head in Heads(commit.Expected, commit.Next))
        {
            yield return head;
        }

        foreach (var entry in commit.Entries)
        {
            var expires = entry.WrittenAt + commit.Next.Keep;
            var changes = entry.IsGap ? null : JournalPayload.Write(entry.Changes);
            for (var replica = 0; replica < commit.Next.Replicas; replica++)
            {
                yield return Put(JournalItems.Entry(entry, changes, replica, expires));
            }

            if (JournalPayload.WriteHistory(entry.Changes, MaxHistoryBytes) is { } history)
            {
                yield return Put(JournalItems.History(entry.Position, history, expires));
            }
        }

        foreach (var mark in commit.Marks)
        {
            yield return Put(JournalItems.Mark(mark, commit.Next.Epoch, commit.At + KeepMarks));
        }
    }

    private TransactWriteItem Put(Dictionary<string, AttributeValue> item) =>
        new() { Put = new Put { TableName = _table.Name, Item = item } };
}

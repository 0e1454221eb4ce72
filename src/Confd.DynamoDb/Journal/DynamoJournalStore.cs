using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb.Journal;

/// <summary>A journal in a DynamoDB table.</summary>
/// <remarks>A table without items of a journal is none: nothing is ever written to it by a commit, since a commit builds on a
/// head.</remarks>
internal sealed class DynamoJournalStore : IJournalStore
{
    // Room for keys and attributes beside the payload in an item of 400 KB.
    private const int MaxHistoryBytes = 390 * 1024;

    // What was not read for a day is out of the stream, so the mark of an ended shard need not be kept for longer.
    private static readonly TimeSpan KeepMarks = TimeSpan.FromDays(3);

    private readonly DynamoTable _table;
    private readonly TimeProvider _clock;
    private readonly Func<double> _random;
    private int _replicas = 1;

    /// <summary>Names the journal; nothing is sent yet.</summary>
    /// <param name="table">The journal's table.</param>
    /// <param name="clock">Tells when entries expire.</param>
    /// <param name="random">Chooses the replica that is asked; at least 0 and below 1.</param>
    public DynamoJournalStore(DynamoTable table, TimeProvider clock, Func<double> random)
    {
        _table = table;
        _clock = clock;
        _random = random;
    }

    /// <inheritdoc/>
    public async Task<JournalPage> ReadAsync(long after, bool isConsistent, CancellationToken cancellationToken)
    {
        // Replicas are for questions that need not be consistent; the first one decides.
        var replica = isConsistent ? 0 : (int)(_random() * _replicas);
        var request = new QueryRequest
        {
            TableName = _table.Name,
            ConsistentRead = isConsistent,
            KeyConditionExpression = "#k = :k AND #p > :after",
            ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#k"] = JournalItems.Kind, ["#p"] = JournalItems.Position },
            ExpressionAttributeValues = new(StringComparer.Ordinal)
            {
                [":k"] = new() { S = JournalItems.EntryKind(replica) },
                [":after"] = new() { S = JournalItems.PositionText(after) },
            },
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
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
        var request = new GetItemRequest { Key = JournalItems.Key(JournalItems.EntryKind(0), JournalItems.HeadPosition), ConsistentRead = true };
        return await _table.GetAsync(request, cancellationToken).ConfigureAwait(false) is { } item ? Seen(
            Parse(item, JournalItems.ReadHead)) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ShardMark>> ReadMarksAsync(CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            ConsistentRead = true,
            KeyConditionExpression = "#k = :k",
            ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#k"] = JournalItems.Kind },
            ExpressionAttributeValues = new(StringComparer.Ordinal) { [":k"] = new() { S = JournalItems.ShardKind } },
        };
        var marks = new List<ShardMark>();
        await foreach (var page in _table.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            marks.AddRange(page.Select(item => Parse(item, JournalItems.ReadMark)));
        }

        return marks;
    }

    /// <inheritdoc/>
    public Task<bool> TryCommitAsync(JournalCommit commit, CancellationToken cancellationToken) =>
        commit.Entries.Count == 0 && commit.Marks.Count == 0 && commit.Next.Replicas == 1
            ? _table.PutAsync(PutHead(commit), cancellationToken)
            : TryTransactAsync(commit, cancellationToken);

    private static T Parse<T>(Dictionary<string, AttributeValue> item, Func<Dictionary<string, AttributeValue>, T> read)
    {
        try
        {
            return read(item);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or FormatException or OverflowException)
        {
            throw new DynamoDbException(
                DynamoDbFailure.InvalidRequest, $"an item of the journal cannot be read: {malformed.Message}", malformed);
        }
    }

    private static PutItemRequest PutHead(JournalCommit commit) => new()
    {
        Item = JournalItems.Head(commit.Next, replica: 0),
        ConditionExpression = "#w = :expected",
        ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#w"] = "write" },
        ExpressionAttributeValues = new(StringComparer.Ordinal) { [":expected"] = new() { S = commit.Expected.Write } },
    };

    private static bool IsAnotherHead(DynamoDbException failed) =>
        failed.InnerException is TransactionCanceledException { CancellationReasons: { Count: > 0 } reasons }
        && reasons.Exists(reason => reason.Code == "ConditionalCheckFailed");

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
                DynamoDbFailure.TableMissing, $"table {_table.Name} holds no journal any more")
            { Table = _table.Name };
    }

    private JournalHead Seen(JournalHead head)
    {
        _replicas = head.Replicas;
        return head;
    }

    private async Task<bool> TryTransactAsync(JournalCommit commit, CancellationToken cancellationToken)
    {
        var request = new TransactWriteItemsRequest
        {
            TransactItems = [.. Items(commit)],

            // Sent again, the same transaction is the same transaction, for ten minutes.
            ClientRequestToken = commit.Next.Write,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
        try
        {
            var response = await _table.InvokeAsync(
                "TransactWriteItems", (client, token) =>
                    client.TransactWriteItemsAsync(request, token), cancellationToken).ConfigureAwait(false);
            response.ConsumedCapacity?.ForEach(_table.CountWriteUnits);
            return true;
        }
        catch (DynamoDbException failed) when (IsAnotherHead(failed))
        {
            return false;
        }
    }

    private IEnumerable<TransactWriteItem> Items(JournalCommit commit)
    {
        var head = PutHead(commit);
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
        var now = _clock.GetUtcNow();
        for (var replica = 1; replica < commit.Next.Replicas; replica++)
        {
            yield return Put(JournalItems.Head(commit.Next, replica));
        }

        foreach (var entry in commit.Entries)
        {
            var changes = entry.IsGap ? null : JournalPayload.Write(entry.Changes);
            for (var replica = 0; replica < commit.Next.Replicas; replica++)
            {
                yield return Put(JournalItems.Entry(entry, changes, replica, now + commit.Next.Keep));
            }

            if (JournalPayload.WriteHistory(entry.Changes, MaxHistoryBytes) is { } history)
            {
                yield return Put(JournalItems.History(entry.Position, history, now + commit.Next.Keep));
            }
        }

        foreach (var mark in commit.Marks)
        {
            yield return Put(JournalItems.Mark(mark, now + KeepMarks));
        }
    }

    private TransactWriteItem Put(Dictionary<string, AttributeValue> item) =>
        new() { Put = new Put { TableName = _table.Name, Item = item } };
}

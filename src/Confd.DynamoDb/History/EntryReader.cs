using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.History;

/// <summary>Reads the changes of the keys of a table, or of a partition of it, from a journal.</summary>
internal sealed class EntryReader(DynamoTable journal, string table, TableShape shape)
{
    private volatile bool _isOwned;

    /// <summary>Reads the entries from the newest on.</summary>
    /// <param name="after">The position to stop before; 0 for all.</param>
    /// <param name="last">The newest position to read.</param>
    /// <param name="withPast">True: also earlier states of keys, which are stored separately and cost as much again.</param>
    /// <param name="pageSize">The number of entries per request; null: as many as fit.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="DynamoDbException">There is no journal, it belongs to another table, or it cannot be read.</exception>
    public async IAsyncEnumerable<HistoryEntry> ReadBackAsync(
        long after = 0,
        long last = long.MaxValue,
        bool withPast = true,
        int? pageSize = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await RequireOwnedAsync(cancellationToken).ConfigureAwait(false);
        var request = Query(JournalItems.EntryKind(0), JournalItems.PositionText(after + 1), JournalItems.PositionText(last));
        if (pageSize is { } size)
        {
            request.Limit = size;
        }

        await foreach (var page in ReadPagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            var entries = page.Where(item => !JournalItems.IsHead(item))
                .Select(item => DynamoJournalStore.Parse(item, JournalItems.ReadEntry))
                .ToList();
            if (entries.Count == 0)
            {
                continue;
            }

            var past = withPast
                ? await ReadPastAsync(entries[^1].Position - 1, entries[0].Position, cancellationToken).ConfigureAwait(false)
                : [];
            foreach (var entry in entries)
            {
                var records = past.GetValueOrDefault(entry.Position) ?? entry.Changes;
                var changes = records.SelectMany(record => RecordChanges.Of(record, shape));
                yield return new HistoryEntry(entry.Position, WrittenAt(entry), entry.IsGap, [.. changes]);
            }
        }
    }

    // By a query, so that it takes no other permission than the entries.
    private async Task RequireOwnedAsync(CancellationToken cancellationToken)
    {
        if (_isOwned)
        {
            return;
        }

        var request = Query(JournalItems.EntryKind(0), JournalItems.HeadPosition, JournalItems.HeadPosition);
        await foreach (var page in ReadPagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var head in page)
            {
                JournalOwnership.Require(DynamoJournalStore.Parse(head, JournalItems.ReadHead), journal.Name, table);
            }
        }

        _isOwned = true;
    }

    // No entry is written before its changes, whose times come from DynamoDB: where it seems so, its writer's clock was behind.
    private static DateTimeOffset WrittenAt(JournalEntry entry)
    {
        var writtenAt = entry.WrittenAt;
        foreach (var change in entry.Changes)
        {
            writtenAt = change.CreatedAt > writtenAt ? change.CreatedAt : writtenAt;
        }

        return writtenAt;
    }

    private async Task<Dictionary<long, IReadOnlyList<StreamRecord>>> ReadPastAsync(
        long after, long last, CancellationToken cancellationToken)
    {
        var past = new Dictionary<long, IReadOnlyList<StreamRecord>>();
        var request = Query(JournalItems.HistoryKind, JournalItems.PositionText(after + 1), JournalItems.PositionText(last));
        await foreach (var page in ReadPagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page)
            {
                past[DynamoJournalStore.Parse(item, JournalItems.ReadPosition)] = DynamoJournalStore.Parse(item, JournalItems.ReadHistory);
            }
        }

        return past;
    }

    private async IAsyncEnumerable<List<Dictionary<string, AttributeValue>>> ReadPagesAsync(
        QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = journal.QueryAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var closing = pages.ConfigureAwait(false);
        while (await HasNextAsync().ConfigureAwait(false))
        {
            yield return pages.Current;
        }

        async Task<bool> HasNextAsync()
        {
            try
            {
                return await pages.MoveNextAsync().ConfigureAwait(false);
            }
            catch (DynamoDbException missing) when (JournalMissing.IsMeant(missing))
            {
                throw JournalMissing.For(table, journal.Name, missing);
            }
        }
    }

    private static QueryRequest Query(string kind, string first, string last)
    {
        var request = JournalItems.QueryBetween(kind, first, last);
        request.ScanIndexForward = false;
        return request;
    }
}

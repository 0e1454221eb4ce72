using Confd.Shared;

using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb.Reading;

/// <summary>Reads all items under some prefixes by one Scan of the table, in parallel segments if it is large.</summary>
internal sealed class PrefixScan(DynamoTable table, TableShape shape, KeyValueTableOptions options, long tableBytes)
{
    // One read unit is 4 KB read strongly or 8 KB read eventually consistent.
    private const int BytesPerUnit = 4096;

    // A page holds 1 MB, so that a smaller share than this does not justify another request.
    private const long BytesPerSegment = 4 * 1024 * 1024;

    private readonly ItemReads _reads = new(table, shape);

    // First DynamoDB's own count of some hours ago, then the size of the last Scan.
    private long _tableBytes = tableBytes;

    public async Task<List<KeyItem>> ReadAsync(KeyCover cover, bool isConsistent, ByteBudget budget, CancellationToken cancellationToken)
    {
        var segments = (int)Math.Clamp(Interlocked.Read(ref _tableBytes) / BytesPerSegment, 1, options.MaxParallelReads);
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = new Task<(List<KeyItem> Items, double Units)>[segments];
        for (var segment = 0; segment < segments; segment++)
        {
            parts[segment] = ReadSegmentAsync(segment);
        }

        var read = await FirstFailure.OrAllAsync(parts).ConfigureAwait(false);
        var weight = read.Sum(part => part.Units) * BytesPerUnit * (isConsistent ? 1 : 2);
        Interlocked.Exchange(ref _tableBytes, (long)weight);
        return read is [var whole] ? whole.Items : [.. read.SelectMany(part => part.Items)];

        async Task<(List<KeyItem> Items, double Units)> ReadSegmentAsync(int segment)
        {
            var request = Request(cover, isConsistent);
            if (segments > 1)
            {
                request.Segment = segment;
                request.TotalSegments = segments;
            }

            try
            {
                return await _reads.ScanAsync(request, cover, budget, failure.Token).ConfigureAwait(false);
            }
            catch
            {
                // A cycle needs all or nothing: the other segments need not continue.
                await failure.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    private ScanRequest Request(KeyCover cover, bool isConsistent)
    {
        var request = new ScanRequest
        {
            IndexName = shape.IndexName,
            ProjectionExpression = "#k, #v",
            ExpressionAttributeNames = shape.ProjectionNames,
            ConsistentRead = isConsistent,
        };
        ScanFilter.Apply(request, cover);
        return request;
    }
}

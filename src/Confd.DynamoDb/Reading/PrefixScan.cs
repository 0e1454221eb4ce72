using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb.Reading;

/// <summary>Reads all items under some prefixes by one Scan of the table, in parallel segments where it is big.</summary>
internal sealed class PrefixScan(DynamoTable table, TableShape shape, KeyValueTableOptions options, long tableBytes)
{
    // A page holds 1 MB, so that a smaller share than this is not worth a request more.
    private const long BytesPerSegment = 4 * 1024 * 1024;

    public async Task<List<KeyItem>> ReadAsync(KeyCover cover, bool isConsistent, CancellationToken cancellationToken)
    {
        var segments = (int)Math.Clamp(tableBytes / BytesPerSegment, 1, options.MaxParallelReads);
        if (segments == 1)
        {
            return await ReadSegmentAsync(Request(cover, isConsistent), cover, cancellationToken).ConfigureAwait(false);
        }

        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = Enumerable.Range(0, segments).Select(async segment =>
        {
            var request = Request(cover, isConsistent);
            request.Segment = segment;
            request.TotalSegments = segments;
            try
            {
                return await ReadSegmentAsync(request, cover, failure.Token).ConfigureAwait(false);
            }
            catch
            {
                // The cycle sees all or nothing: the other segments need not go on.
                await failure.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }).ToList();
        return await FirstFailure.OrAllAsync(parts).ConfigureAwait(false);
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

    private async Task<List<KeyItem>> ReadSegmentAsync(ScanRequest request, KeyCover cover, CancellationToken cancellationToken)
    {
        var items = new List<KeyItem>();
        await foreach (var page in table.ScanAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page)
            {
                if (shape.Decode(item) is { } decoded && cover.Contains(decoded.Key))
                {
                    items.Add(decoded);
                }
            }
        }

        return items;
    }
}

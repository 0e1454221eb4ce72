using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Connections;

namespace Confd.DynamoDb.Watching;

/// <summary>The streams that the watches of one connection follow: watches of one table share a reader, as DynamoDB serves two readers for
/// each shard.</summary>
internal sealed class SharedStreams
{
    private readonly ConcurrentDictionary<string, Shelf> _shelves = new(StringComparer.Ordinal);

    /// <summary>Joins the reader of a table's stream, or opens one.</summary>
    /// <param name="connection">The connection that these are of.</param>
    /// <param name="table">The table.</param>
    /// <param name="options">Only watches with the same clock and retries share a reader, which logs and counts with the options of the
    /// first.</param>
    /// <param name="isShared">False: a reader for this watch alone, which reports nothing that is older than the opening.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>Null where the table has no stream.</returns>
    /// <exception cref="DynamoDbException">The stream cannot be read.</exception>
    public async Task<StreamSubscription?> OpenAsync(
        DynamoConnection connection,
        TableDescription table,
        DynamoTableOptions options,
        bool isShared,
        CancellationToken cancellationToken)
    {
        if (!isShared || table.LatestStreamArn is not { Length: > 0 } arn)
        {
            return (await SharedStream.OpenAsync(connection, table, options, cancellationToken).ConfigureAwait(false))?.TryJoin(options);
        }

        var shelf = _shelves.GetOrAdd(arn, static _ => new());
        await shelf.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var joined = shelf.Streams.Select(stream => stream.TryJoin(options)).FirstOrDefault(joined => joined is not null);
            if (joined is not null || await SharedStream.OpenAsync(connection, table, options, cancellationToken).ConfigureAwait(false)
                is not { } opened)
            {
                return joined;
            }

            shelf.Streams.RemoveAll(static stream => stream.IsOver);
            shelf.Streams.Add(opened);
            return opened.TryJoin(options);
        }
        finally
        {
            shelf.Turn.Release();
        }
    }

    // The readers of one stream. One is opened at a time, so that the next watch can join it.
    private sealed class Shelf
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public List<SharedStream> Streams { get; } = [];
    }
}

using System.IO.Pipelines;
using Confd.Shared;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Service.Streams;

/// <summary>Unlimited responses: server-sent events along a <see cref="Feed"/>.</summary>
/// <param name="logger">Logs streams that were closed because their clients were too slow.</param>
/// <param name="clock">The clock.</param>
internal sealed partial class EventStreams(ILogger logger, TimeProvider clock)
{
    // A stream that is this many entries behind is closed: its client reconnects and gets one whole state in place of all of them.
    private const int MaxLag = 128;

    private readonly LogThrottle _slow = new(clock);
    private int _count;

    /// <summary>The number of streams.</summary>
    public int Count => _count;

    /// <summary>Streams until the client disconnects, the service ends, or the client reads too slowly.</summary>
    public async Task RunAsync(HttpContext context, Feed feed, StreamForm form)
    {
        var headers = context.Response.Headers;
        headers.ContentType = "text/event-stream; charset=utf-8";
        headers.CacheControl = "no-cache, no-store, must-revalidate";

        // For nginx, which buffers responses otherwise.
        headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            // No body, so no stream: following one would occupy the connection in vain.
            return;
        }

        Interlocked.Increment(ref _count);
        try
        {
            await FollowAsync(context, feed, form).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private async Task FollowAsync(HttpContext context, Feed feed, StreamForm form)
    {
        var aborted = context.RequestAborted;
        var entry = feed.Last;
        await context.Response.BodyWriter.FlushAsync(aborted).ConfigureAwait(false);
        var opening = entry.Revision is { } revision ? StreamText.Opening(revision, form) : [];
        var isOpen = entry.Kind != FeedEntryKind.End && await WriteAsync(context, opening, feed, entry).ConfigureAwait(false);
        while (isOpen)
        {
            entry = await entry.Next.WaitAsync(aborted).ConfigureAwait(false);
            if (form is StreamForm.Pings or StreamForm.Refetches)
            {
                entry = SkipTo(feed.Last, entry);
            }

            isOpen = entry.Kind != FeedEntryKind.End && await WriteAsync(context, entry.TextOf(form), feed, entry).ConfigureAwait(false);
        }
    }

    // Streams without details report several changes as one; a heartbeat in their place would hide them.
    private static FeedEntry SkipTo(FeedEntry last, FeedEntry next)
    {
        while (next != last
            && next.Next is { IsCompletedSuccessfully: true, Result: { Kind: FeedEntryKind.Change or FeedEntryKind.End } later })
        {
            next = later;
        }

        return next;
    }

    // False: the stream has ended.
    private async ValueTask<bool> WriteAsync(HttpContext context, ReadOnlyMemory<byte>[] pieces, Feed feed, FeedEntry entry)
    {
        var (writer, aborted) = (context.Response.BodyWriter, context.RequestAborted);
        foreach (var piece in pieces)
        {
            // The unsent data of one stream is one piece and the server's own buffer: the rest is in the pieces that all streams share.
            for (var rest = piece; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, WholeResponse.PieceBytes)..])
            {
                var flush = writer.WriteAsync(rest[..Math.Min(rest.Length, WholeResponse.PieceBytes)], aborted);
                var result = flush.IsCompletedSuccessfully
                    ? flush.Result
                    : await WaitForClientAsync(context, flush.AsTask(), feed, entry).ConfigureAwait(false);
                if (result.IsCompleted)
                {
                    return false;
                }
            }
        }

        return true;
    }

    // The client does not read the pending data. Entries after it are kept for it, up to a maximum. How long it may take for the data it
    // was sent is limited by the server.
    private async Task<FlushResult> WaitForClientAsync(HttpContext context, Task<FlushResult> flush, Feed feed, FeedEntry entry)
    {
        for (var last = feed.Last; !flush.IsCompleted; last = feed.Last)
        {
            if (last.Number - entry.Number > MaxLag)
            {
                if (_slow.IsDue(out var count))
                {
                    LogSlow(logger, count);
                }

                context.Abort();
                break;
            }

            await Task.WhenAny(flush, last.Next).ConfigureAwait(false);
        }

        return await flush.ConfigureAwait(false);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A stream was cut off: its client reads too slowly; {Count} since the last such message")]
    private static partial void LogSlow(ILogger logger, int count);
}

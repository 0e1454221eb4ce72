using System.IO.Pipelines;
using Confd.Shared;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Service.Streams;

/// <summary>Answers that do not end: server-sent events along a <see cref="Feed"/>.</summary>
/// <param name="logger">Hears of streams that were cut off.</param>
/// <param name="clock">The clock.</param>
internal sealed partial class EventStreams(ILogger logger, TimeProvider clock)
{
    // A stream that is so many entries behind is cut off: its client connects again and gets one whole state in place of all of them.
    private const int MostBehind = 128;

    private readonly LogThrottle _slow = new(clock);
    private int _count;

    /// <summary>How many streams there are.</summary>
    public int Count => _count;

    /// <summary>Streams until the client goes, the service ends, or the client reads too slowly.</summary>
    public async Task RunAsync(HttpContext context, Feed feed, StreamForm form)
    {
        var headers = context.Response.Headers;
        headers.ContentType = "text/event-stream; charset=utf-8";
        headers.CacheControl = "no-cache, no-store, must-revalidate";

        // For nginx, which collects answers otherwise.
        headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            // No body, so no stream: following one would hold up the connection for nothing.
            return;
        }

        Interlocked.Increment(ref _count);
        try
        {
            await FollowAsync(context, feed, form).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
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

    // Several changes are one for those who only hear that there was one; a sign of life in their place would hide them.
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
            // What waits unsent for one stream is one part and the server's own buffer: the rest lies in the pieces that all share.
            for (var rest = piece; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, WholeAnswer.PieceBytes)..])
            {
                var flush = writer.WriteAsync(rest[..Math.Min(rest.Length, WholeAnswer.PieceBytes)], aborted);
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

    // The client does not take what there is. What comes meanwhile is kept for it, from its entry on: not more than so much. How long it
    // may take for what it was given is the server's limit.
    private async Task<FlushResult> WaitForClientAsync(HttpContext context, Task<FlushResult> flush, Feed feed, FeedEntry entry)
    {
        for (var last = feed.Last; !flush.IsCompleted; last = feed.Last)
        {
            if (last.Number - entry.Number > MostBehind)
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
        Message = "A stream was cut off: its client reads too slowly; with it {Count} since this was said last")]
    private static partial void LogSlow(ILogger logger, int count);
}

using System.Text;
using Confd.Engine.Observing;
using Microsoft.AspNetCore.Http;

namespace Confd.Cli.Http.Status;

/// <summary>
/// <c>/status/events</c>: server-sent events that announce changes of <c>/status.json</c>. <c>status</c> carries the new revision;
/// <c>tick</c>
/// is sent when nothing has changed for a while, for figures that change without the engine, and keeps the connection open.
/// </summary>
internal sealed class StatusEvents(StatusBoard board, TimeProvider clock)
{
    /// <summary>The maximum number of streams; further pages poll.</summary>
    public const int MaxClients = 16;

    /// <summary>The time without changes after which a tick is sent.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <summary>The shortest time between two events: many small changes cause one reading.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private int _clients;

    /// <summary>Streams until the client disconnects or the program ends; false, with nothing sent, where there are too many
    /// streams.</summary>
    public async Task<bool> TryStreamAsync(HttpContext context, CancellationToken ending)
    {
        try
        {
            if (Interlocked.Increment(ref _clients) > MaxClients)
            {
                return false;
            }

            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
            await StreamAsync(context, end.Token);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _clients);
        }
    }

    private async Task StreamAsync(HttpContext context, CancellationToken end)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";

        // For nginx, which otherwise buffers answers.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            var revision = board.Current.Revision;
            await SendAsync(context, $"retry: 2000\nevent: status\ndata: {revision}\n\n", end);
            while (true)
            {
                await Task.Delay(Pause, clock, end);
                var news = await NextAsync(revision, end);
                revision = news?.Revision ?? revision;
                await SendAsync(context, $"event: {(news is null ? "tick" : "status")}\ndata: {revision}\n\n", end);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client has disconnected or the program ends: the response is complete.
        }
    }

    /// <summary>The next snapshot; null where none came within <see cref="Quiet"/>.</summary>
    private async Task<EngineStatus?> NextAsync(long revision, CancellationToken end)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(end);
        var change = board.WaitForChangeAsync(revision, wait.Token);
        var quiet = Task.Delay(Quiet, clock, wait.Token);
        var first = await Task.WhenAny(change, quiet);
        await wait.CancelAsync();
        end.ThrowIfCancellationRequested();
        return first == change ? await change : null;
    }

    private static async Task SendAsync(HttpContext context, string text, CancellationToken end)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), end);
        await context.Response.Body.FlushAsync(end);
    }
}

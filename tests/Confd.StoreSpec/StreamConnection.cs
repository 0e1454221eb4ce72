using Microsoft.AspNetCore.Http;

namespace Confd.StoreSpec;

/// <summary>The server's end of one open stream.</summary>
public sealed class StreamConnection(HttpContext context)
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the server has let go of the connection.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Completes when the client has let go of it.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Sends text as it is.</summary>
    public async Task SendAsync(string text)
    {
        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    }

    public Task PutAsync(string data) => SendAsync($$"""
        event: put
        data: {"path":"/","data":{{data}}}


        """.ReplaceLineEndings("\n"));

    public Task PatchAsync(string path, string item) => SendAsync($$"""
        event: patch
        data: {"path":"{{path}}","data":{{item}}}


        """.ReplaceLineEndings("\n"));

    public Task DeleteAsync(string path, long version) => SendAsync($$"""
        event: delete
        data: {"path":"{{path}}","version":{{version}}}


        """.ReplaceLineEndings("\n"));

    /// <summary>Ends the stream in good order.</summary>
    public void End() => _closed.TrySetResult();

    /// <summary>Breaks the connection.</summary>
    public void Break()
    {
        context.Abort();
        _closed.TrySetResult();
    }
}

using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Tests.Samples;

/// <summary>
/// A stand-in of Lambda's Runtime API (2018-06-01), which a function asks for events and tells its answers, and of that for extensions
/// (2020-01-01). An execution environment without a further event is frozen: its request waits.
/// </summary>
internal sealed class LambdaRuntimeApi : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Id, string Event)> _events = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<(string Kind, string Body)>> _answers = new();
    private readonly TaskCompletionSource<string> _initFailure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _extensionEvents = new();
    private readonly SemaphoreSlim _extensionWaiting = new(0);
    private readonly TaskCompletionSource _extensionReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    private LambdaRuntimeApi(WebApplication server) => _server = server;

    /// <summary>HOST:PORT, for <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Address => new Uri(_server.Urls.Single()).Authority;

    /// <summary>What the function said when it could not begin.</summary>
    public Task<string> InitFailure => _initFailure.Task;

    /// <summary>Completes when an extension asks for its first event: by then it has done what it does at the start.</summary>
    public Task ExtensionReady => _extensionReady.Task;

    public static async Task<LambdaRuntimeApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = new LambdaRuntimeApi(builder.Build());
        api._server.Run(api.HandleAsync);
        await api._server.StartAsync(Cancellation);
        return api;
    }

    /// <summary>Sends an event and waits for what the function answers.</summary>
    /// <returns><c>response</c> or <c>error</c>, and the body.</returns>
    public async Task<(string Kind, string Body)> InvokeAsync(string json)
    {
        var id = $"request-{Interlocked.Increment(ref _count)}";
        var answer = _answers[id] = new TaskCompletionSource<(string, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
        _events.Enqueue((id, json));
        _waiting.Release();
        return await answer.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    /// <summary>Tells the extension of an event, such as <c>SHUTDOWN</c>.</summary>
    public void TellExtension(string kind)
    {
        _extensionEvents.Enqueue($$"""{"eventType":"{{kind}}"}""");
        _extensionWaiting.Release();
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        _waiting.Dispose();
        _extensionWaiting.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (context.Request.Method, path)
        {
            case ("GET", ["2018-06-01", "runtime", "invocation", "next"]):
                await _waiting.WaitAsync(context.RequestAborted);
                _events.TryDequeue(out var next);
                var deadline = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds();
                context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = next.Id;
                context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = deadline.ToString(null, null);
                context.Response.Headers["Lambda-Runtime-Trace-Id"] = "Root=1-00000000-000000000000000000000000";
                await context.Response.WriteAsync(next.Event);
                break;
            case ("POST", ["2018-06-01", "runtime", "init", "error"]):
                context.Response.StatusCode = 202;
                _initFailure.TrySetResult(await BodyOfAsync(context));
                break;
            case ("POST", ["2018-06-01", "runtime", "invocation", var id, var kind]):
                context.Response.StatusCode = _answers.TryRemove(id, out var answer) ? 202 : 400;
                answer?.TrySetResult((kind, await BodyOfAsync(context)));
                break;
            case ("POST", ["2020-01-01", "extension", "register"]):
                context.Response.Headers["Lambda-Extension-Identifier"] = "extension-1";
                await context.Response.WriteAsync("{}");
                break;
            case ("POST", ["2020-01-01", "extension", "init", "error"]):
                context.Response.StatusCode = 202;
                _initFailure.TrySetResult(context.Request.Headers["Lambda-Extension-Function-Error-Type"].ToString());
                break;
            case ("GET", ["2020-01-01", "extension", "event", "next"])
                when context.Request.Headers["Lambda-Extension-Identifier"] == "extension-1":
                _extensionReady.TrySetResult();
                await _extensionWaiting.WaitAsync(context.RequestAborted);
                _extensionEvents.TryDequeue(out var told);
                await context.Response.WriteAsync(told!);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private static async Task<string> BodyOfAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(context.RequestAborted);
    }
}

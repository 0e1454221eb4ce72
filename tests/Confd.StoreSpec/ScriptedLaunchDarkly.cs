using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.StoreSpec;

/// <summary>LaunchDarkly's polling and streaming endpoints, saying what a test wants them to.</summary>
public sealed class ScriptedLaunchDarkly : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<int> _pollFailures = new();
    private readonly ConcurrentQueue<int> _streamFailures = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();
    private readonly Channel<StreamConnection> _connections = Channel.CreateUnbounded<StreamConnection>();
    private readonly SemaphoreSlim _polls = new(0);
    private string _data = """{"flags":{},"segments":{}}""";
    private int _revision = 1;
    private int _notModified;

    private ScriptedLaunchDarkly(WebApplication server) => _server = server;

    /// <summary>The address for both base URIs.</summary>
    public Uri Uri => new(_server.Urls.First());

    /// <summary>The key that requests must carry.</summary>
    public string SdkKey { get; set; } = "sdk-5ecret-key";

    /// <summary>The environment's id that answers tell; null: none.</summary>
    public string? EnvironmentId { get; set; }

    /// <summary>How many polls were answered with 304.</summary>
    public int NotModified => Volatile.Read(ref _notModified);

    /// <summary>The filter of the last request.</summary>
    public string? LastFilter { get; private set; }

    /// <summary>What polls are answered with; setting it makes a new state with a new ETag.</summary>
    public string Data
    {
        get => _data;
        set
        {
            _data = value;
            Interlocked.Increment(ref _revision);
        }
    }

    public static async Task<ScriptedLaunchDarkly> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var service = new ScriptedLaunchDarkly(server);
        server.Run(service.HandleAsync);
        await server.StartAsync();
        return service;
    }

    /// <summary>Answers the next polls with failures, one status each.</summary>
    public void FailPolls(params int[] statuses)
    {
        foreach (var status in statuses)
        {
            _pollFailures.Enqueue(status);
        }
    }

    /// <summary>Answers the next attempts to open a stream with failures, one status each.</summary>
    public void FailStreams(params int[] statuses)
    {
        foreach (var status in statuses)
        {
            _streamFailures.Enqueue(status);
        }
    }

    /// <summary>Lets the test answer the next request for either endpoint by itself.</summary>
    public void AnswerNext(Func<HttpContext, Task> answer) => _answers.Enqueue(answer);

    /// <summary>Waits until the next poll has been answered.</summary>
    public Task WaitForPollAsync(CancellationToken cancellationToken) => _polls.WaitAsync(cancellationToken);

    /// <summary>Waits for the next stream to be opened.</summary>
    public ValueTask<StreamConnection> AcceptStreamAsync(CancellationToken cancellationToken) =>
        _connections.Reader.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        _stopping.Dispose();
        _polls.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        LastFilter = context.Request.Query["filter"];
        if (context.Request.Headers.Authorization != SdkKey)
        {
            context.Response.StatusCode = 401;
            return;
        }

        if (EnvironmentId is not null)
        {
            context.Response.Headers["X-LD-EnvID"] = EnvironmentId;
        }

        if (_answers.TryDequeue(out var answer))
        {
            await answer(context);
        }
        else if (context.Request.Path == "/sdk/latest-all")
        {
            await AnswerPollAsync(context);
            _polls.Release();
        }
        else if (context.Request.Path == "/all")
        {
            await AnswerStreamAsync(context);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private async Task AnswerPollAsync(HttpContext context)
    {
        var tag = $"\"r{Volatile.Read(ref _revision)}\"";
        if (_pollFailures.TryDequeue(out var status))
        {
            context.Response.StatusCode = status;
        }
        else if (context.Request.Headers.IfNoneMatch == tag)
        {
            Interlocked.Increment(ref _notModified);
            context.Response.StatusCode = 304;
        }
        else
        {
            context.Response.Headers.ETag = tag;
            await context.Response.WriteAsync(_data);
        }
    }

    private async Task AnswerStreamAsync(HttpContext context)
    {
        if (_streamFailures.TryDequeue(out var status))
        {
            context.Response.StatusCode = status;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        var connection = new StreamConnection(context);
        await _connections.Writer.WriteAsync(connection);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, context.RequestAborted);
        await connection.Closed.WaitAsync(end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}

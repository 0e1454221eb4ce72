using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Http.Tests.Support;

/// <summary>An HTTP server in the process that answers as a test says.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<string> _requests = [];

    private StubServer(WebApplication server) => _server = server;

    /// <summary>Its address, as a node is written.</summary>
    public string Address => _server.Urls.First();

    /// <summary>What it was asked: method, path and query.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public static async Task<StubServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var stub = new StubServer(server);
        server.Run(context =>
        {
            stub._requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return answer(context);
        });
        await server.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}

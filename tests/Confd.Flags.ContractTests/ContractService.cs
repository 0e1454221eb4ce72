using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.ContractTests;

/// <summary>The service that LaunchDarkly's sdk-test-harness drives: clients are made, asked and ended over HTTP.</summary>
public sealed class ContractService : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, ContractClient> _clients = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastId;

    private ContractService(WebApplication server) => _server = server;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_server.Urls.First());

    /// <summary>Completes when the harness, or a signal, has asked for the end.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Starts to listen.</summary>
    public static async Task<ContractService> StartAsync(Uri address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.ToString());
        var server = builder.Build();
        var service = new ContractService(server);
        server.MapGet("/", service.Describe);
        server.MapDelete("/", service.Stop);
        server.MapPost("/", service.CreateAsync);
        server.MapPost("/clients/{id}", service.RunAsync);
        server.MapDelete("/clients/{id}", service.CloseAsync);
        server.Lifetime.ApplicationStopping.Register(() => service._stopped.TrySetResult());
        await server.StartAsync();
        return service;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in _clients.Keys)
        {
            await EndAsync(id);
        }

        await _server.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context, JsonNode? answer)
    {
        if (answer is null)
        {
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString());
    }

    private Task Describe(HttpContext context) => AnswerAsync(context, new JsonObject
    {
        ["name"] = "confd-dotnet",
        ["clientVersion"] = typeof(Client.FlagClient).Assembly.GetName().Version?.ToString(fieldCount: 3),
        ["capabilities"] = new JsonArray([.. Capabilities.All.Select(name => JsonValue.Create(name))]),
    });

    private void Stop(HttpContext context) => _stopped.TrySetResult();

    private Task CreateAsync(HttpContext context) => WithBodyAsync(context, async body =>
    {
        var client = await ContractClient.CreateAsync(body.GetProperty("configuration"), context.RequestAborted);
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        _clients[id] = client;
        context.Response.Headers.Location = new Uri(Address, $"/clients/{id}").ToString();
        context.Response.StatusCode = StatusCodes.Status201Created;
    });

    private async Task RunAsync(HttpContext context)
    {
        if (!_clients.TryGetValue((string)context.Request.RouteValues["id"]!, out var client))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await WithBodyAsync(context, async body => await AnswerAsync(context, await client.RunAsync(body)));
    }

    private async Task CloseAsync(HttpContext context)
    {
        if (!await EndAsync((string)context.Request.RouteValues["id"]!))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private async Task<bool> EndAsync(string id)
    {
        var isThere = _clients.TryRemove(id, out var client);
        if (client is not null)
        {
            await client.DisposeAsync();
        }

        return isThere;
    }

    // What the request got wrong is 400; a client that could not be made is 500.
    private static async Task WithBodyAsync(HttpContext context, Func<JsonElement, Task> handle)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            await handle(body.RootElement);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, problem);
        }
        catch (Exception problem) when (problem is ContractFailureException or FlagException or ArgumentException)
        {
            await FailAsync(context, StatusCodes.Status500InternalServerError, problem);
        }
    }

    private static Task FailAsync(HttpContext context, int status, Exception problem)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(problem.Message);
    }
}

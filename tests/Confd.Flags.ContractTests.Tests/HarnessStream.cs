using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.ContractTests.Tests;

/// <summary>LaunchDarkly's stream: the whole state for each connection, then what a test pushes.</summary>
internal sealed class HarnessStream(string data, CancellationToken stopping)
{
    // An event has one line of data.
    private readonly string _data = System.Text.Json.Nodes.JsonNode.Parse(data)!.ToJsonString();
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();

    public void Push(string name, string json) => _events.Writer.TryWrite($"event: {name}\ndata: {json}\n\n");

    public async Task AnswerAsync(HttpContext context, HarnessRequest request)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-LD-EnvID"] = Harness.EnvironmentId;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        try
        {
            await SendAsync(context, $$"""event: put{{"\n"}}data: {"path":"/","data":{{_data}} }{{"\n\n"}}""");
            await foreach (var text in _events.Reader.ReadAllAsync(end.Token))
            {
                await SendAsync(context, text);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended, or the client.
        }
    }

    private static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}

using System.Text.Json;
using Amazon.Runtime;
using Confd.Aws.Connections;
using Confd.Aws.Json;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Backends.Aws.Tests;

/// <summary>One service of moto: written directly, read by the backend through a proxy that counts and harms.</summary>
internal sealed class MotoService : IAsyncDisposable
{
    private readonly AwsJsonClient _client;

    private MotoService(FaultProxy proxy, AwsJsonClient client)
    {
        Proxy = proxy;
        _client = client;
    }

    public FaultProxy Proxy { get; }

    /// <summary>How the backend reaches it.</summary>
    public AwsConnectionOptions Connection => Dummy with { Endpoint = new Uri(Proxy.Url) };

    public static BackendContext Context { get; } = new()
    {
        Retry = new BackendRetry { BaseDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = 3 },
    };

    private static AwsConnectionOptions Dummy { get; } = new()
    {
        Region = "us-east-1",
        Credentials = new BasicAWSCredentials("dummy", "dummy"),
    };

    public static async Task<MotoService> StartAsync(AwsService service)
    {
        var endpoint = new Uri(BackendServers.Moto);
        var connection = await AwsConnection.ConnectAsync(
            Dummy, hasEndpoint: true, null, TimeProvider.System, Cancellation);
        return new MotoService(
            await FaultProxy.StartAsync(BackendServers.Moto), AwsJsonClient.Create(service, connection, endpoint, new AwsJsonOptions()));
    }

    public Task<JsonElement> SendAsync(string operation, Action<Utf8JsonWriter> write) =>
        _client.SendAsync(operation, write, null, JsonValueKind.Undefined, CancellationToken.None);

    /// <summary>The service refuses everything from now on.</summary>
    public Task<bool> BreakAsync()
    {
        Proxy.Enqueue(Fault.AccessDenied, times: 1000);
        return Task.FromResult(true);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Proxy.DisposeAsync();
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Confd.Benchmarks.Fleet;

/// <summary>Stands before DynamoDB Local, which has no limits, and keeps those of the service, over all clients together: five reads a
/// second of a stream's shard, 3,000 read units a second of a partition. Counts what is asked.</summary>
internal sealed class LimitedDynamo : IFleetLimits
{
    private const double ShardReads = 5;
    private const double PartitionUnits = 3_000;

    private readonly HttpListener _listener = new();
    private readonly HttpClient _upstream = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
    private readonly Uri _target;
    private readonly ConcurrentDictionary<string, RateLimit> _limits = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _shards = new(StringComparer.Ordinal);

    private FleetTally _tally = new();

    private LimitedDynamo(Uri target, string url)
    {
        _target = target;
        Url = url;
        _listener.Prefixes.Add(url + "/");
    }

    public string Url { get; }

    public static LimitedDynamo Start(string dynamoDbUrl)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var proxy = new LimitedDynamo(new Uri(dynamoDbUrl), $"http://127.0.0.1:{port}");
        proxy._listener.Start();
        _ = Task.Run(proxy.AcceptAsync);
        return proxy;
    }

    public Task<FleetCounts> CountAsync() => Task.FromResult(_tally.Counts);

    public Task ResetAsync()
    {
        _tally = new FleetTally();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _listener.Close();
        _upstream.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? PartitionOf(string operation, JsonElement request) => operation switch
    {
        "GetItem" => $"{request.GetProperty("TableName").GetString()}/{request.GetProperty("Key").GetRawText()}",
        "Query" when request.TryGetProperty("ExpressionAttributeValues", out var values) =>
            $"{request.GetProperty("TableName").GetString()}/{values.EnumerateObject().First().Value.GetRawText()}",
        _ => null,
    };

    private async Task AcceptAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception) when (!_listener.IsListening)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            var operation = (context.Request.Headers["X-Amz-Target"] ?? "").Split('.')[^1];
            using var request = JsonDocument.Parse(body.ToArray());
            _tally.AddRequest(operation);
            if (Refusal(operation, request.RootElement, context.Request.Headers["Authorization"]) is { } refusal)
            {
                _tally.AddThrottled();
                var answer = $$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{refusal}}","message":"slow down"}""";
                await WriteAsync(context, 400, Encoding.UTF8.GetBytes(answer), like: null);
                return;
            }

            await ForwardAsync(context, operation, request.RootElement, body.ToArray());
        }
        catch (Exception broken) when (broken is HttpListenerException or HttpRequestException or IOException or ObjectDisposedException)
        {
            // A client that was killed.
            context.Response.Abort();
        }
    }

    private string? Refusal(string operation, JsonElement request, string? authorization)
    {
        if (operation == "GetRecords")
        {
            _tally.AddReader(authorization?.Split("Credential=")[^1].Split('/')[0] ?? "?");
            var shard = _shards.GetValueOrDefault(request.GetProperty("ShardIterator").GetString()!, "?");
            return LimitOf($"shard/{shard}", ShardReads).TryTake(1) ? null : "LimitExceededException";
        }

        return PartitionOf(operation, request) is { } partition && !LimitOf(partition, PartitionUnits).HasAny
            ? "ProvisionedThroughputExceededException"
            : null;
    }

    private async Task ForwardAsync(HttpListenerContext context, string operation, JsonElement request, byte[] body)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _target) { Content = new ByteArrayContent(body) };
        foreach (var name in context.Request.Headers.AllKeys.OfType<string>().Where(name =>
            name.StartsWith("X-Amz", StringComparison.OrdinalIgnoreCase) || name == "Authorization"))
        {
            message.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);
        }

        message.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        using var answer = await _upstream.SendAsync(message);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        if (PartitionOf(operation, request) is { } partition)
        {
            var isConsistent = request.TryGetProperty("ConsistentRead", out var consistent) && consistent.GetBoolean();
            var units = Math.Max(1, Math.Ceiling(bytes.Length / 4096.0)) * (isConsistent ? 1 : 0.5);
            LimitOf(partition, PartitionUnits).Take(units);
            _tally.AddUnits(units);
        }

        RememberShard(operation, request, bytes);
        await WriteAsync(context, (int)answer.StatusCode, bytes, answer);
    }

    private void RememberShard(string operation, JsonElement request, byte[] bytes)
    {
        if (operation is not ("GetShardIterator" or "GetRecords"))
        {
            return;
        }

        using var answer = JsonDocument.Parse(bytes);
        if (operation == "GetShardIterator" && answer.RootElement.TryGetProperty("ShardIterator", out var first))
        {
            _shards[first.GetString()!] = request.GetProperty("ShardId").GetString()!;
        }
        else if (answer.RootElement.TryGetProperty("NextShardIterator", out var next) && next.GetString() is { } iterator)
        {
            _shards[iterator] = _shards.GetValueOrDefault(request.GetProperty("ShardIterator").GetString()!, "?");
        }
    }

    private RateLimit LimitOf(string name, double rate) => _limits.GetOrAdd(name, _ => new RateLimit(rate));

    private static async Task WriteAsync(HttpListenerContext context, int status, byte[] body, HttpResponseMessage? like)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        foreach (var name in new[] { "x-amz-crc32", "x-amzn-RequestId" })
        {
            if (like is not null && like.Headers.TryGetValues(name, out var values))
            {
                context.Response.Headers[name] = values.First();
            }
        }

        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }
}

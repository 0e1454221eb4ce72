using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.TestSupport.Faults;

/// <summary>
/// Stands between a client and DynamoDB, does harm at given rates or in a given order, and counts requests by operation and consumed
/// capacity.
/// </summary>
/// <example><code>
/// await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
/// proxy.Rates = FaultRates.Rough;
/// proxy.Enqueue(Fault.Reset, "Scan");
/// using var client = DynamoDbLocal.CreateClient(proxy.Url);
/// proxy.Count("Scan").ShouldBe(1);
/// </code></example>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly HttpClient _target;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _harmed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _accessKeyIds = new(StringComparer.Ordinal);
    private readonly List<(string? Operation, Fault Fault)> _queue = [];
    private readonly List<(string Operation, Func<HttpContext, Task> Answer)> _answers = [];
    private readonly List<string> _signedAt = [];
    private FaultRates _rates = FaultRates.None;
    private Random _random = new(1);
    private double _readUnits;
    private double _writeUnits;
    private long _answerBytes;

    private FaultProxy(string targetUrl, WebApplication server)
    {
        _server = server;
        _target = new HttpClient { BaseAddress = new Uri(targetUrl) };
    }

    /// <summary>The address to give to the client under test.</summary>
    public string Url => _server.Urls.First();

    /// <summary>The random harm; starts with none.</summary>
    public FaultRates Rates
    {
        get => _rates;
        set
        {
            lock (_lock)
            {
                _rates = value;
                _random = new Random(value.Seed);
            }
        }
    }

    /// <summary>Read capacity units that DynamoDB reported since the last <see cref="ResetCounts"/>.</summary>
    public double ReadUnits => Locked(() => _readUnits);

    /// <summary>Write capacity units that DynamoDB reported since the last <see cref="ResetCounts"/>.</summary>
    public double WriteUnits => Locked(() => _writeUnits);

    /// <summary>Bytes of DynamoDB's answers since the last <see cref="ResetCounts"/>.</summary>
    public long AnswerBytes => Locked(() => _answerBytes);

    /// <summary>All requests, harmed ones included, since the last <see cref="ResetCounts"/>.</summary>
    public int TotalRequests => Locked(() => _counts.Values.Sum());

    /// <summary>Requests that were harmed, since the last <see cref="ResetCounts"/>.</summary>
    public int TotalHarmed => Locked(() => _harmed.Values.Sum());

    /// <summary>Requests by operation, harmed ones included, since the last <see cref="ResetCounts"/>.</summary>
    public IReadOnlyDictionary<string, int> Counts => Locked(() => new Dictionary<string, int>(_counts, StringComparer.Ordinal));

    /// <summary>The access keys that requests were signed with, since the start.</summary>
    public IReadOnlySet<string> AccessKeyIds => Locked(() => new HashSet<string>(_accessKeyIds, StringComparer.Ordinal));

    /// <summary>The times that requests were signed with, such as <c>20260101T000000Z</c>, in the order of the requests, since the
    /// start.</summary>
    public IReadOnlyList<string> SignedAt => Locked(() => new List<string>(_signedAt));

    /// <summary>Starts a proxy on a free loopback port.</summary>
    public static async Task<FaultProxy> StartAsync(string targetUrl)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var proxy = new FaultProxy(targetUrl, server);
        server.Run(proxy.HandleAsync);
        await server.StartAsync();
        return proxy;
    }

    /// <summary>Requests of one operation, such as <c>Scan</c>, since the last <see cref="ResetCounts"/>.</summary>
    public int Count(string operation) => Locked(() => _counts.GetValueOrDefault(operation));

    /// <summary>Harms the next requests in this order, before any random harm; of one operation or of all.</summary>
    public void Enqueue(Fault fault, string? operation = null, int times = 1)
    {
        lock (_lock)
        {
            _queue.AddRange(Enumerable.Repeat((operation, fault), times));
        }
    }

    /// <summary>Answers the next requests of an operation in DynamoDB's place, before any other harm.</summary>
    public void EnqueueResponse(string operation, Func<HttpContext, Task> answer, int times = 1)
    {
        lock (_lock)
        {
            _answers.AddRange(Enumerable.Repeat((operation, answer), times));
        }
    }

    /// <summary>Sets all counts to zero.</summary>
    public void ResetCounts()
    {
        lock (_lock)
        {
            _counts.Clear();
            _harmed.Clear();
            _readUnits = 0;
            _writeUnits = 0;
            _answerBytes = 0;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        _target.Dispose();
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        NoteAccessKey(context.Request.Headers.Authorization.ToString());
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        if (NextAnswer(operation, context.Request.Headers["X-Amz-Date"].ToString()) is { } replaced)
        {
            await replaced(context);
            return;
        }

        var fault = NextFault(operation);
        if (FaultResponse.For(fault) is { } answer)
        {
            await answer.SendAsync(context);
        }
        else if (fault == Fault.Reset)
        {
            context.Abort();
        }
        else if (fault == Fault.Hang)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            context.Abort();
        }
        else
        {
            await ForwardAsync(context, operation, buffer.ToArray(), fault);
        }
    }

    private async Task ForwardAsync(HttpContext context, string operation, byte[] body, Fault fault)
    {
        BatchLeftovers? leftovers = null;
        if (Rates.Unprocessed > 0 && operation.StartsWith("Batch", StringComparison.Ordinal))
        {
            (body, leftovers) = BatchLeftovers.TakeFrom(body, operation, KeepsBatchEntry);
        }

        if (Rates.PageItems is { } items && operation is "Scan" or "Query")
        {
            body = ResponseJson.WithLimit(body, Rates.PageItems ?? items);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(body) };
        foreach (var header in context.Request.Headers.Where(header => header.Key is not ("Host" or "Content-Length")))
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray()))
            {
                request.Content.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray());
            }
        }

        using var response = await _target.SendAsync(request, _stopping.Token);
        var answer = await response.Content.ReadAsByteArrayAsync(_stopping.Token);
        Meter(operation, answer);
        if (fault == Fault.LostAnswer)
        {
            context.Abort();
            return;
        }

        answer = leftovers is null || response.StatusCode != HttpStatusCode.OK ? answer : leftovers.AddTo(answer);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.ContentLength = answer.Length;
        if (fault == Fault.HalfAnswer)
        {
            await context.Response.Body.WriteAsync(answer.AsMemory(0, answer.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(answer);
    }

    // AWS4-HMAC-SHA256 Credential=ACCESSKEY/20260101/us-east-1/dynamodb/aws4_request, ...
    private void NoteAccessKey(string authorization)
    {
        var start = authorization.IndexOf("Credential=", StringComparison.Ordinal) + "Credential=".Length;
        var end = start < 0 ? -1 : authorization.IndexOf('/', start);
        if (end > start)
        {
            Locked(() => _accessKeyIds.Add(authorization[start..end]));
        }
    }

    private Func<HttpContext, Task>? NextAnswer(string operation, string signedAt)
    {
        lock (_lock)
        {
            _signedAt.Add(signedAt);
            var index = _answers.FindIndex(entry => entry.Operation == operation);
            if (index < 0)
            {
                return null;
            }

            _counts[operation] = _counts.GetValueOrDefault(operation) + 1;
            _harmed[operation] = _harmed.GetValueOrDefault(operation) + 1;
            var answer = _answers[index].Answer;
            _answers.RemoveAt(index);
            return answer;
        }
    }

    private Fault NextFault(string operation)
    {
        lock (_lock)
        {
            _counts[operation] = _counts.GetValueOrDefault(operation) + 1;
            var fault = FromQueue(operation) ?? FromRates();
            if (fault != Fault.None)
            {
                _harmed[operation] = _harmed.GetValueOrDefault(operation) + 1;
            }

            return fault;
        }
    }

    private Fault? FromQueue(string operation)
    {
        var index = _queue.FindIndex(entry => entry.Operation is null || entry.Operation == operation);
        if (index < 0)
        {
            return null;
        }

        var fault = _queue[index].Fault;
        _queue.RemoveAt(index);
        return fault;
    }

    private Fault FromRates()
    {
        var draw = _random.NextDouble();
        return draw < _rates.Throttles ? Fault.Throttle
            : draw < _rates.Throttles + _rates.Errors ? Fault.Error
            : draw < _rates.Throttles + _rates.Errors + _rates.Resets ? Fault.Reset
            : Fault.None;
    }

    private bool KeepsBatchEntry() => Locked(() => _random.NextDouble() >= _rates.Unprocessed);

    private void Meter(string operation, byte[] answer)
    {
        var units = ResponseJson.ConsumedUnits(answer);
        lock (_lock)
        {
            _answerBytes += answer.Length;
            if (operation is "PutItem" or "DeleteItem" or "UpdateItem" or "BatchWriteItem" or "TransactWriteItems")
            {
                _writeUnits += units;
            }
            else
            {
                _readUnits += units;
            }
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}

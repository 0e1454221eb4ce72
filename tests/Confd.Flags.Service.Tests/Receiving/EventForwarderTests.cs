using System.Net;
using Confd.Flags.Service.Receiving;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests.Receiving;

public sealed class EventForwarderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Uri Service = new("https://events.example.com");

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly Upstream _upstream = new();
    private readonly HttpClient _http;

    public EventForwarderTests() => _http = new HttpClient(_upstream) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose()
    {
        _http.Dispose();
        _upstream.Dispose();
    }

    [Theory]
    [InlineData("https://events.example.com", "https://events.example.com/bulk")]
    [InlineData("https://gateway.example.com/launchdarkly", "https://gateway.example.com/launchdarkly/bulk")]
    [InlineData("https://gateway.example.com/launch%20darkly/", "https://gateway.example.com/launch%20darkly/bulk")]
    public async Task Delivery_Address_IsBelowTheServicesUnderTheSdksKey(string address, string expected)
    {
        await using (var forwarder = Forward(new Uri(address)))
        {
            forwarder.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
        }

        _upstream.Requests.ShouldBe([$"{expected} sdk-1 4 p1 [1]"]);
    }

    [Fact]
    public async Task Response_Body_IsNotRead()
    {
        var forwarder = Forward(Service);
        forwarder.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();

        await forwarder.DisposeAsync();
        await forwarder.DisposeAsync();

        _upstream.Requests.Count.ShouldBe(1);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Delivery_HeadersOfTheSdk_AreForwarded()
    {
        await using (var forwarder = Forward(Service))
        {
            forwarder.TryAccept(Deliveries.OfWrappedSdk()).ShouldBeTrue();
        }

        _upstream.Headers.Order(StringComparer.Ordinal).ShouldBe(
        [
            "User-Agent: NodeJSClient/9",
            "X-LaunchDarkly-Instance-Id: i-1",
            "X-LaunchDarkly-Tags: application-id/shop",
            "X-LaunchDarkly-Wrapper: openfeature-node-server/1",
        ]);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task Failure_Transient_IsRetriedOnce(HttpStatusCode status)
    {
        _upstream.Status = status;
        await using var forwarder = Forward(Service);

        forwarder.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
        await Eventually.AfterAsync(_clock, _log.WaitForAsync("could not be forwarded, and are lost"), Cancellation);

        _upstream.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Failure_Permanent_IsNotRetried()
    {
        _upstream.Status = HttpStatusCode.Unauthorized;
        await using var forwarder = Forward(Service);

        forwarder.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
        await _log.WaitForAsync("were refused with status 401, and are lost");

        _upstream.Requests.Count.ShouldBe(1);
        _clock.PendingTimers.ShouldBe(0);
    }

    [Fact]
    public async Task Failure_UnexpectedException_LosesOnlyItsDelivery()
    {
        // As of a handler between, such as one that breaks the circuit.
        _upstream.Failure = new InvalidOperationException("secret");
        await using (var forwarder = Forward(Service))
        {
            for (var number = 0; number < 8; number++)
            {
                forwarder.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
            }

            await Eventually.AfterAsync(_clock, _upstream.ArriveAsync(16), Cancellation);
            await _log.WaitForAsync("could not be forwarded, and are lost: an unexpected InvalidOperationException");
            _upstream.Failure = null;
            forwarder.TryAccept(Deliveries.Of("[2]")).ShouldBeTrue();
        }

        _upstream.Requests[^1].ShouldEndWith(" [2]");
        _log.Count("secret").ShouldBe(0);
    }

    // Whoever has the public id of an environment sends what the service refuses, as much as there is time for.
    [Fact]
    public async Task Failure_OfManyFromOneSender_DelaysNoOtherAndIsLoggedOnce()
    {
        _upstream.Status = HttpStatusCode.BadRequest;
        await using var forwarder = Forward(Service);
        for (var number = 0; number < 100; number++)
        {
            forwarder.TryAccept(Deliveries.Of("[0]")).ShouldBeTrue();
        }

        await _upstream.ArriveAsync(100);
        forwarder.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
        await _upstream.ArriveAsync(1);

        _upstream.Requests[^1].ShouldEndWith(" [1]", customMessage: "the clock stands: nothing waited for a second attempt");
        await _log.WaitForAsync("could not be forwarded, and are lost: status 400; deliveries since the last such message: ");
        _log.Lines.Count.ShouldBe(1);
    }

    [Fact]
    public async Task TryTake_QueueIsFull_RefusesUntilThereIsSpace()
    {
        _upstream.Hold();
        await using var forwarder = Forward(Service);
        var body = new byte[20 * 1024 * 1024];

        forwarder.TryAccept(Deliveries.Of(body)).ShouldBeTrue();
        await _upstream.Arrivals.WaitAsync(Cancellation);
        forwarder.TryAccept(Deliveries.Of(body)).ShouldBeFalse();
        _upstream.Release();

        await Eventually.IsSoAsync(() => forwarder.TryAccept(Deliveries.Of(body)), Cancellation);
    }

    [Fact]
    public async Task Dispose_FailureDuringShutdown_IsNotRetried()
    {
        _upstream.Status = HttpStatusCode.ServiceUnavailable;
        _upstream.Hold();
        var forwarder = Forward(Service);
        forwarder.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
        await _upstream.Arrivals.WaitAsync(Cancellation);

        var end = forwarder.DisposeAsync();
        _upstream.Release();
        await end;

        _upstream.Requests.Count.ShouldBe(1);
        _log.Count("could not be forwarded, and are lost: status 503").ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_ServiceNeverResponds_EndsAndLogsHowManyAreLost()
    {
        _upstream.Hold();
        var forwarder = Forward(Service);
        for (var number = 0; number < 100; number++)
        {
            forwarder.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
        }

        await Eventually.AfterAsync(_clock, forwarder.DisposeAsync().AsTask(), Cancellation);

        _log.Lines.ShouldBe(["Warning Deliveries of events that were still waiting to be forwarded at the end, and are lost: 100"]);
    }

    private EventForwarder Forward(Uri address) => new(_http, address, _clock, _log);

    /// <summary>Answers every request with one status, when it may.</summary>
    private sealed class Upstream : HttpMessageHandler
    {
        private TaskCompletionSource _gate = new();

        public Upstream() => Release();

        public HttpStatusCode Status { get; set; } = HttpStatusCode.Accepted;

        public Exception? Failure { get; set; }

        public List<string> Requests { get; } = [];

        // Of the last request.
        public IReadOnlyList<string> Headers { get; private set; } = [];

        public SemaphoreSlim Arrivals { get; } = new(0);

        public async Task ArriveAsync(int count)
        {
            for (var number = 0; number < count; number++)
            {
                (await Arrivals.WaitAsync(Patience, Cancellation)).ShouldBeTrue($"only {number} of {count} came");
            }
        }

        public void Hold() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _gate.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var headers = request.Headers;
            Headers = [.. headers.Select(header => $"{header.Key}: {string.Join(' ', header.Value)}")];
            var told = string.Join(
                ' ', Header("Authorization"), Header("X-LaunchDarkly-Event-Schema"), Header("X-LaunchDarkly-Payload-ID"));
            var line = $"{request.RequestUri!.AbsoluteUri} {told} {await request.Content!.ReadAsStringAsync(cancellationToken)}";
            lock (Requests)
            {
                Requests.Add(line);
            }

            Arrivals.Release();
            await _gate.Task.WaitAsync(cancellationToken);
            return Failure is null ? new HttpResponseMessage(Status) { Content = new UnreadContent() } : throw Failure;

            string Header(string name) => headers.TryGetValues(name, out var values) ? values.Single() : "";
        }
    }

    // A response of any length: reading it fails.
    private sealed class UnreadContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            throw new HttpRequestException("the answer's body was read");

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

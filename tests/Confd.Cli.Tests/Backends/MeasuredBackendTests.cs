using Confd.Backends;
using Confd.Cli.Backends;
using Confd.Cli.Http;
using Confd.Engine.Observing;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Backends;

public sealed class MeasuredBackendTests : IDisposable
{
    private readonly EngineMetrics _metrics = new();
    private readonly MetricCollector _collector;
    private readonly WatchedBackend _inner = new();

    public MeasuredBackendTests() => _collector = new MetricCollector(_metrics.Meter);

    public void Dispose()
    {
        _metrics.Dispose();
        _collector.Dispose();
    }

    [Fact]
    public async Task Watch_OpenedChangedEndedAndBroken_IsCountedAsWatchPrefix()
    {
        await using var backend = new MeasuredBackend(_inner, _metrics, new FakeTimeProvider());
        await using var watch = (await backend.OpenWatchAsync([], Cancellation))!;
        Count("confd_backend_request_total").ShouldBe(1);

        _inner.Wait = _ => Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());
        await watch.WaitForChangeAsync(Cancellation);
        Count("confd_backend_request_total").ShouldBe(2);

        _inner.Wait = token => Task.FromCanceled<IReadOnlySet<string>>(token);
        await Should.ThrowAsync<OperationCanceledException>(watch.WaitForChangeAsync(new CancellationToken(canceled: true)));
        Count("confd_backend_request_total").ShouldBe(3);
        Count("confd_backend_errors_total").ShouldBe(0);

        _inner.Wait = _ => throw new KeyBackendException("gone");
        await Should.ThrowAsync<KeyBackendException>(watch.WaitForChangeAsync(Cancellation));
        Count("confd_backend_request_total").ShouldBe(4);
        Count("confd_backend_errors_total").ShouldBe(1);
    }

    private double Count(string name)
    {
        var count = 0.0;
        _collector.Visit(family => count += family.Name == name
            ? family.Series.Where(series => series.Labels == "backend=\"watched\",operation=\"watch_prefix\"").Sum(series => series.Value)
            : 0);
        return count;
    }

    private sealed class WatchedBackend : IKeyBackend
    {
        public string Name => "watched";

        public Func<CancellationToken, Task<IReadOnlySet<string>>> Wait { get; set; } = _ => throw new NotSupportedException();

        public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
            Task.FromResult<KeyWatch?>(new Watch(this));

        public ValueTask DisposeAsync() => default;

        private sealed class Watch(WatchedBackend owner) : KeyWatch
        {
            public override Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken) =>
                owner.Wait(cancellationToken);

            public override ValueTask DisposeAsync() => default;
        }
    }
}

using Confd.Backends;
using Confd.Backends.Etcd;
using Confd.Cli.Backends;
using Confd.Cli.Tests.Http;
using Confd.Cli.Tests.Support;
using Confd.Engine.Observing;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Backends;

public sealed class HealthMonitorTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private RunningOperationServer _running = null!;

    public async ValueTask InitializeAsync() => _running = await RunningOperationServer.StartAsync(_clock, Cancellation);

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task Metrics_WithoutCallsOfReady_HaveTheBackendsHealth()
    {
        var first = await MetricsAsync();
        _running.Backend.Health = _ => Task.FromResult(FakeBackend.Unhealthy);
        _clock.Advance(TimeSpan.FromSeconds(5));
        var second = await MetricsAsync();
        _running.Backend.Health = _ => throw new InvalidOperationException("a defect");
        _clock.Advance(TimeSpan.FromSeconds(5));
        var third = await MetricsAsync();

        first.ShouldContain("confd_backend_healthy{backend=\"file\"} 1\n");
        second.ShouldContain("confd_backend_healthy{backend=\"file\"} 0\n");
        third.ShouldContain("confd_backend_healthy{backend=\"file\"} 0\n");
        third.ShouldNotContain("operation=\"health_check\"");
        _running.Host.Output.ShouldNotContain("health check");
    }

    [Theory]
    [InlineData(true, "Backend health check passed backend=file duration_ms=12 endpoint=http://b:2379")]
    [InlineData(false, "Backend health check failed backend=file duration_ms=12 endpoint=http://b:2379 error=no leader")]
    public async Task Check_Servers_ReportsTheOneThatRespondedAndCountsNone(bool isHealthy, string line)
    {
        var log = new RecordedLog(withAttributes: true);
        var section = new BackendSection("etcd", [new(EtcdBackendFactory.Node, new[] { "a:2379", "b:2379" })]);
        await using var backend = new FakeBackend
        {
            Health = _ =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(12.7));
                return Task.FromResult(FakeBackend.Healthy with
                {
                    IsHealthy = isHealthy,
                    Details = [new("endpoint", "http://b:2379"), .. isHealthy ? [] : new[] { KeyValuePair.Create("error", "no leader") }],
                });
            },
        };
        var monitor = new HealthMonitor(backend, section, new EngineMetrics(), _clock, log);

        await monitor.CheckAsync(Cancellation);

        log.Lines.ShouldHaveSingleItem().ShouldContain(line);
    }

    [Fact]
    public async Task CheckHealth_BackendThrowsAnyException_IsUnhealthyAndQuotesNothing()
    {
        _running.Backend.Health = _ => throw new InvalidOperationException("hunter2");

        using var answer = await _running.Client.GetAsync(new Uri("/ready/detailed", UriKind.Relative), Cancellation);

        ((int)answer.StatusCode).ShouldBe(503);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain("an unexpected InvalidOperationException");
        _running.Host.Output.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Metrics_ManyScrapesWithinSeconds_CheckTheBackendOnce()
    {
        var asked = 0;
        _running.Backend.Health = _ => Task.FromResult(++asked > 1 ? FakeBackend.Unhealthy : FakeBackend.Healthy);

        await MetricsAsync();
        await MetricsAsync();

        (await MetricsAsync()).ShouldContain("confd_backend_healthy{backend=\"file\"} 1\n");
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task Metrics_SilentBackend_ReportTheLastHealthThenTheTimeout()
    {
        await MetricsAsync();
        _running.Backend.Health = async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, token);
            return FakeBackend.Healthy;
        };
        _clock.Advance(TimeSpan.FromSeconds(5));

        var scrape = MetricsAsync();
        await _clock.WaitForTimersAsync(2, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var inTime = await scrape;
        _clock.Advance(TimeSpan.FromSeconds(3));
        var late = await MetricsAsync();

        inTime.ShouldContain("confd_backend_healthy{backend=\"file\"} 1\n");
        late.ShouldContain("confd_backend_healthy{backend=\"file\"} 0\n");
        late.ShouldNotContain("operation=\"health_check\"", customMessage: "the counts are those of probes");
    }

    // As on a mount that hangs: nothing there reacts to a token.
    [Fact]
    public async Task Probe_BackendIgnoresTheTimeout_IsUnhealthyWhenItHasElapsed()
    {
        _running.Backend.Health = _ => new TaskCompletionSource<BackendHealth>().Task;
        var monitor = _running.CreateMonitor();

        var probe = monitor.ProbeAsync(Cancellation);
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(5));

        (await probe).Health.Message.ShouldBe("context deadline exceeded");
    }

    [Fact]
    public async Task Probe_ManyAtOnceAndOneHangsUp_TheBackendIsCheckedOnceAndStaysHealthy()
    {
        var asked = 0;
        var answer = new TaskCompletionSource<BackendHealth>();
        _running.Backend.Health = token =>
        {
            asked++;
            return answer.Task.WaitAsync(token);
        };
        var monitor = _running.CreateMonitor();
        using var hangsUp = new CancellationTokenSource();

        var first = monitor.ProbeAsync(hangsUp.Token);
        var others = Enumerable.Range(0, 10).Select(_ => monitor.ProbeAsync(Cancellation)).ToList();
        await hangsUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        answer.SetResult(FakeBackend.Healthy);
        await Task.WhenAll(others);

        asked.ShouldBe(1);
        (await MetricsAsync()).ShouldContain("confd_backend_request_total{backend=\"file\",operation=\"health_check\"} 1\n");
        (await MetricsAsync()).ShouldContain("confd_backend_healthy{backend=\"file\"} 1\n");
        _running.Host.Output.ShouldNotContain("health check failed");
    }

    private Task<string> MetricsAsync() => _running.Client.GetStringAsync("/metrics", Cancellation);
}

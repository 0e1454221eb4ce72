using System.Net;
using Confd.Backends;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Http;

public sealed class OperationServerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 0, TimeSpan.Zero));
    private RunningOperationServer _running = null!;

    public async ValueTask InitializeAsync() => _running = await RunningOperationServer.StartAsync(_clock, Cancellation);

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task Health_AnyMethod_IsOkWithoutCheckingTheBackend()
    {
        _running.Backend.Health = _ => throw new InvalidOperationException("must not be asked");

        (await _running.Client.GetStringAsync("/health", Cancellation)).ShouldBe("ok");
        using var posted = await _running.Client.PostAsync("/health", null, Cancellation);
        posted.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Health_StuckLoop_Returns503AndNamesTheStep()
    {
        _running.Stall = "the update loop is stuck: updating /etc/app.conf for 61 s";

        using var response = await _running.Client.GetAsync("/health", Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe(_running.Stall);
    }

    [Fact]
    public async Task Ready_ManyProbes_AreReportedOnceUntilOneFails()
    {
        for (var probe = 0; probe < 3; probe++)
        {
            await _running.Client.GetStringAsync("/ready", Cancellation);
        }

        _running.Host.Output.Split("INFO Backend health check passed").Length.ShouldBe(2);

        _running.Backend.Health = _ => Task.FromResult(FakeBackend.Unhealthy);
        using var response = await _running.Client.GetAsync("/ready", Cancellation);
        _running.Backend.Health = _ => Task.FromResult(FakeBackend.Healthy);
        await _running.Client.GetStringAsync("/ready", Cancellation);

        _running.Host.Output.Split("INFO Backend health check passed").Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("/status")]
    [InlineData("/index.html")]
    [InlineData("/health/")]
    [InlineData("/Metrics")]
    public async Task Get_OtherPaths_AreNotFound(string path)
    {
        using var response = await _running.Client.GetAsync(path, Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Ready_UnhealthyBackend_Returns503WithTheCauseAndSetsTheGauge()
    {
        (await _running.Client.GetStringAsync("/ready", Cancellation)).ShouldBe("ok");
        (await _running.Client.GetStringAsync("/metrics", Cancellation)).ShouldContain("confd_backend_healthy{backend=\"file\"} 1\n");
        _running.Backend.Health = _ => AnswerSlowly(FakeBackend.Unhealthy);

        using var response = await _running.Client.GetAsync("/ready", Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync(Cancellation))
            .ShouldBe("backend unhealthy: file not accessible: /x: stat /x: no such file or directory");
        var metrics = await _running.Client.GetStringAsync("/metrics", Cancellation);
        metrics.ShouldContain("confd_backend_healthy{backend=\"file\"} 0\n");
        metrics.ShouldContain("confd_backend_request_total{backend=\"file\",operation=\"health_check\"} 2\n");
        metrics.ShouldContain("confd_backend_errors_total{backend=\"file\",operation=\"health_check\"} 1\n");
        _running.Host.Output.ShouldContain(
            "ERROR Backend health check failed backend=file file_count=1 duration_ms=12 failed_path=/x error=stat /x: "
            + "no such file or directory\n");
    }

    [Fact]
    public async Task ReadyDetailed_Response_HasTheOriginalsForm()
    {
        _running.Backend.Health = _ => AnswerSlowly(FakeBackend.Healthy);

        using var response = await _running.Client.GetAsync("/ready/detailed", Cancellation);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe(
            """{"healthy":true,"message":"all is well","duration_ms":12,"details":{"file_count":"1","paths":"a \"b\""}"""
            + ""","checked_at":"2026-01-02T03:04:05.0127Z"}"""
            + "\n");
        (await _running.Client.GetStringAsync("/metrics", Cancellation))
            .ShouldContain("confd_backend_request_total{backend=\"file\",operation=\"health_check_detailed\"} 1\n");
    }

    [Fact]
    public async Task Metrics_BeforeAnyWork_ShowsZerosProcessAndRuntime()
    {
        using var response = await _running.Client.GetAsync("/metrics", Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        text.ShouldContain("# TYPE confd_batch_process_total counter\nconfd_batch_process_total 0\n");
        text.ShouldContain("# TYPE confd_templates_loaded gauge\nconfd_templates_loaded 0\n");
        text.ShouldMatch("(?m)^process_resident_memory_bytes [0-9]+$");
        text.ShouldContain(
            "# HELP process_network_receive_bytes_total Number of bytes received by the process over the network.\n"
            + "# TYPE process_network_receive_bytes_total counter\nprocess_network_receive_bytes_total ");
        text.ShouldMatch("(?m)^process_network_transmit_bytes_total [0-9.e+]+$");
        text.ShouldMatch("(?m)^process_open_fds [1-9][0-9]*$");
        text.ShouldMatch("(?m)^process_cpu_seconds_total [0-9.]+$");
        text.ShouldMatch("(?m)^dotnet_collection_count_total\\{generation=\"2\"\\} [0-9]+$");
    }

    [Fact]
    public async Task Metrics_TooManyConcurrentScrapes_AreRejected()
    {
        while (await _running.Collector.Readers.WaitAsync(TimeSpan.Zero, Cancellation))
        {
        }

        var refused = await _running.Client.GetAsync("/metrics", Cancellation);

        (refused.StatusCode, refused.Headers.RetryAfter?.Delta).ShouldBe((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)));
        _running.Collector.Readers.Release();
        (await _running.Client.GetAsync("/metrics", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _running.Client.GetAsync("/metrics", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Start_TakenPort_IsOnlyLogged()
    {
        await using var second = _running.Create(_running.Server.EndPoint!.ToString());

        await second.StartAsync(Cancellation);

        _running.Host.Output.ShouldContain($"INFO Starting metrics server on {_running.Server.EndPoint}\n");
        _running.Host.Output.ShouldMatch(
            $"ERROR Metrics server error: listen tcp {_running.Server.EndPoint}: bind: .*[Aa]ddress already in use");
    }

    [Fact]
    public async Task Start_InvalidPort_IsOnlyLogged()
    {
        await using var second = _running.Create("127.0.0.1:99999");

        await second.StartAsync(Cancellation);

        _running.Host.Output.ShouldContain("ERROR Metrics server error: listen tcp: address 99999: invalid port\n");
    }

    private Task<BackendHealth> AnswerSlowly(BackendHealth health)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(12.7));
        return Task.FromResult(health);
    }
}

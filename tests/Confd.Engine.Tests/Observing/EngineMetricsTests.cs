using System.Diagnostics.Metrics;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Observing;

public sealed class EngineMetricsTests : IDisposable
{
    private readonly EngineFixture _fixture = new();
    private readonly MeterListener _listener = new();
    private readonly List<string> _measurements = [];
    private readonly List<IReadOnlyList<double>?> _buckets = [];

    public EngineMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _fixture.Metrics.Meter)
            {
                listener.EnableMeasurementEvents(instrument);
                if (instrument is Histogram<double> histogram)
                {
                    _buckets.Add(histogram.Advice?.HistogramBucketBoundaries);
                }
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => _measurements.Add($"{instrument.Name}{Labels(tags)} {value}"));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => _measurements.Add($"{instrument.Name}{Labels(tags)}"));
        _listener.Start();
    }

    [Fact]
    public void Durations_Buckets_AreTheOriginals()
    {
        _buckets.Count.ShouldBe(3);
        _buckets.ShouldAllBe(bounds => bounds!.SequenceEqual(new[] { 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10 }));
    }

    [Fact]
    public async Task RunOnce_Resources_AreCountedUnderTheOriginalsNames()
    {
        _fixture.AddResource("a.conf", "check_cmd = \"true\"\nreload_cmd = \"false\"");
        _fixture.AddResource("b.conf", template: "fail");
        _fixture.Commands.ExitStatus = command => command == "true" ? 0 : 7;
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        var (a, b) = (_fixture.Out("a.conf"), _fixture.Out("b.conf"));
        _measurements.ShouldBe(
            [
                "confd_templates_loaded 2",
                $"confd_command_duration_seconds dest={a} type=check",
                $"confd_command_total dest={a} type=check 1",
                "confd_command_exit_code_total exit_code=0 type=check 1",
                $"confd_file_sync_total dest={a} 1",
                "confd_file_changed_total 1",
                $"confd_command_duration_seconds dest={a} type=reload",
                $"confd_command_total dest={a} type=reload 1",
                "confd_command_exit_code_total exit_code=1 type=reload 1",
                $"confd_template_process_duration_seconds dest={a}",
                $"confd_template_process_total dest={a} status=error 1",
                $"confd_template_process_duration_seconds dest={b}",
                $"confd_template_process_total dest={b} status=error 1",
                "confd_batch_process_total 1",
                "confd_batch_process_failed_total 1",
                "confd_batch_templates_succeeded_total 0",
                "confd_batch_templates_failed_total 2",
            ]);
    }

    // Whoever writes keys makes as many names as he likes, and each would stay a series of its own for ever.
    [Fact]
    public async Task RunOnce_FilesOfAForEach_CountUnderTheirDestinationAsWritten()
    {
        _fixture.AddResource(
            "r",
            $"dest = \"{_fixture.Out("{{.Name}}.conf")}\"\nfor_each = \"/tenants\"\nremove_stale = true\n"
            + "check_cmd = \"true\"\nreload_cmd = \"true\"");
        await using var engine = _fixture.CreateEngine(options => options with { Update = new() });
        for (var round = 0; round < 3; round++)
        {
            _fixture.Backend.Set($"/tenants/name-{round}", "1");
            await engine.RunOnceAsync(Cancellation);
            _fixture.Backend.Remove($"/tenants/name-{round}");
        }

        _measurements.Where(measurement => measurement.Contains("dest=", StringComparison.Ordinal)).ShouldNotBeEmpty();
        string.Join('\n', _measurements).ShouldNotContain("name-");
        _measurements.ShouldContain($"confd_file_sync_total dest={_fixture.Out("{{.Name}}.conf")} 1");
    }

    [Fact]
    public async Task RunOnce_NoopOrFailedCheck_NoFileIsCountedAsChanged()
    {
        _fixture.AddResource("a.conf", "check_cmd = \"false\"");
        _fixture.Commands.ExitStatus = _ => 1;
        await using var engine = _fixture.CreateEngine();
        await using var noop = _fixture.CreateEngine(options => options with { Update = options.Update with { Noop = true } });

        await engine.RunOnceAsync(Cancellation);
        await noop.RunOnceAsync(Cancellation);

        _measurements.ShouldNotContain(line => line.StartsWith("confd_file_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_KeysOfSeveralResources_AreCountedPerResourceAndNotAsBatches()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "keys = [\"/app\", \"/other\"]");
        _fixture.AddResource("b.conf");
        using var stop = new CancellationTokenSource();
        await using var engine = _fixture.CreateEngine();

        var running = engine.WatchAsync(stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated", 2);
        await stop.CancelAsync();
        await running;

        _measurements.ShouldContain("confd_watched_keys 3");
        _measurements.ShouldNotContain(line => line.StartsWith("confd_batch_", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _fixture.Dispose();
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = "";
        foreach (var (name, value) in tags)
        {
            text += $" {name}={value}";
        }

        return text;
    }
}

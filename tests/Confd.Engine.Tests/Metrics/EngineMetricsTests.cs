using System.Diagnostics.Metrics;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Metrics;

public sealed class EngineMetricsTests : IDisposable
{
    private readonly EngineFixture _fixture = new();
    private readonly MeterListener _listener = new();
    private readonly List<string> _measurements = [];

    public EngineMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _fixture.Metrics.Meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _measurements.Add($"{instrument.Name}{Labels(tags)} {value}"));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => _measurements.Add($"{instrument.Name}{Labels(tags)}"));
        _listener.Start();
    }

    [Fact]
    public async Task RunOnce_Resources_AreCountedUnderTheOriginalsNames()
    {
        _fixture.AddResource("a.conf", "check_cmd = \"true\"\nreload_cmd = \"false\"");
        _fixture.AddResource("b.conf", template: "fail");
        _fixture.Commands.ExitStatus = command => command == "true" ? 0 : 7;
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(TestContext.Current.CancellationToken);

        var (a, b) = (_fixture.Out("a.conf"), _fixture.Out("b.conf"));
        _measurements.ShouldBe(
            [
                "confd_templates_loaded 2",
                "confd_file_changed_total 1",
                $"confd_command_duration_seconds dest={a} type=check",
                $"confd_command_total dest={a} type=check 1",
                "confd_command_exit_code_total exit_code=0 type=check 1",
                $"confd_file_sync_total dest={a} 1",
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

using System.Diagnostics.Metrics;
using System.Text;
using Confd.Cli.Http;
using Confd.Cli.Http.Status;
using Confd.Engine.Observing;
using Confd.Engine.Running;

namespace Confd.Cli.Tests.Http.Status;

public sealed class StatusJsonTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public void Write_EmptyStatus_HasEveryNameAndEmptyLists() => Write(new EngineStatus(0, Start), "empty").ShouldBe(
        """
        {"revision":0,"version":"1.2.3","mode":"starting","noop":false,"interval_seconds":0,"now":"2026-01-02T03:05:05.678Z","started_at":"2026-01-02T03:04:05.678Z","resources":[],"broken_files":[],"backends":[],"flags":[],"changes":[]}
        """);

    [Fact]
    public void Write_FailedResource_ReportsEverythingAboutIt()
    {
        var resource = new ResourceStatus("/etc/confd/conf.d/a.toml", "/etc/a \"b\"", "dynamodb config", ResourceState.Failed)
        {
            ProcessedAt = Start,
            NextAt = Start.AddSeconds(10),
            IsReloadPending = true,
            LastFailure = new StatusFailure("check failed", Start),
        };

        Write(new EngineStatus(7, Start) { Mode = EngineMode.Watch, Resources = [resource] }, "failed").ShouldContain(
            """
            "mode":"watch","noop":false,"interval_seconds":0,"now":"2026-01-02T03:05:05.678Z","started_at":"2026-01-02T03:04:05.678Z","resources":[{"file":"/etc/confd/conf.d/a.toml","destination":"/etc/a \"b\"","backend":"dynamodb config","state":"failed","processed_at":"2026-01-02T03:04:05.678Z","changed_at":null,"next_at":"2026-01-02T03:04:15.678Z","reload_pending":true,"last_error":{"message":"check failed","at":"2026-01-02T03:04:05.678Z"}}]
            """);
    }

    [Fact]
    public void Write_Backend_HasTheFiguresOfItsTable()
    {
        var backend = new BackendStatus("dynamodb", "config", [])
        {
            IsHealthy = true,
            Items = 12,
            ReadDuration = TimeSpan.FromMilliseconds(4),
            IsWatched = true,
        };

        Write(new EngineStatus(1, Start) { Backends = [backend, new BackendStatus("dynamodb", "other", [])] }, "figures").ShouldContain(
            """
            "backends":[{"name":"dynamodb","table":"config","files":[],"healthy":true,"resources":0,"items":12,"read_units":2.5,"stream_lag_seconds":0.5,"read_at":null,"read_seconds":0.004,"watched":true,"next_poll_at":null,"last_error":null},{"name":"dynamodb","table":"other","files":[],"healthy":null,"resources":0,"items":null,"read_units":null,"stream_lag_seconds":null,
            """);
    }

    [Fact]
    public void Write_FlagSource_IsNamed() => Write(
        new EngineStatus(1, Start)
        {
            FlagSources = [new FlagSourceStatus("flag table flags") { IsHealthy = false, Resources = 2, ReadAt = Start }],
        },
        "flags")
        .ShouldContain("""
            "flags":[{"source":"flag table flags","healthy":false,"resources":2,"read_at":"2026-01-02T03:04:05.678Z","last_error":null}]
            """);

    [Fact]
    public void Write_Changes_AreNamesAndTimes() => Write(
        new EngineStatus(1, Start) { Changes = [new ChangedKey(Start, "dynamodb config", "/app/\"a\"")] }, "changes")
        .ShouldContain("""
            "changes":[{"at":"2026-01-02T03:04:05.678Z","backend":"dynamodb config","key":"/app/\"a\""}]
            """);

    private static string Write(EngineStatus status, string name)
    {
        using var meter = new Meter($"StatusJsonTests.{name}");
        using var metrics = new MetricCollector(meter);
        var table = new KeyValuePair<string, object?>("table", "config");
        var units = meter.CreateCounter<double>("confd_dynamodb_read_units_total");
        units.Add(2, table);
        units.Add(0.5, table);
        meter.CreateGauge<double>("confd_dynamodb_stream_lag_seconds").Record(0.5, table);
        return Encoding.UTF8.GetString(StatusJson.Write(status, TableFigures.From(metrics), "1.2.3", Start.AddMinutes(1)).Span);
    }
}

using System.Collections.Concurrent;
using Confd.Engine.Flags;
using Confd.Engine.Observing;
using Confd.Engine.Resources;
using Confd.Engine.Running;
using Confd.Engine.Tests.Flags;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Running;

/// <summary>Which resources are reported when flags change, and how a silent or failing source is followed.</summary>
public sealed class FlagWatcherTests : IAsyncDisposable
{
    private static readonly FlagOrigin Origin = new("flags", null, null);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly ReadFlags _read = new();
    private readonly ReportedChanges _reported = new();
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
    private Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    [Fact]
    public async Task Run_SourceWithAWatch_ReportsImmediatelyWhatHasChanged()
    {
        var source = new MemoryFlagSource();
        Start(source);

        source.Set("f", "1");

        await ShouldReportAsync();
    }

    [Fact]
    public async Task Run_SourceWithoutAWatch_IsReadEvery15Seconds()
    {
        var source = new MemoryFlagSource { IsFollowed = false };
        Start(source);
        await PassAsync(ProbeInterval);
        await _clock.WaitForTimersAsync(1, _end.Token);
        _reported.TakeAll().ShouldBeEmpty("nothing has changed");

        source.Set("f", "1");
        await PassAsync(ProbeInterval);

        await ShouldReportAsync();
    }

    [Fact]
    public async Task Run_SourceThatCannotBeRead_IsTriedAgainAndReportsIt()
    {
        var source = new MemoryFlagSource { IsFollowed = false, Problem = "no such table" };
        Start(source);
        await _clock.WaitForTimersAsync(1, _end.Token);
        _log.Lines.ShouldBe(["Error Watching flags failed: no such table; trying again in 2s"]);
        _read.Failures.ShouldBe(["no such table"]);

        source.Problem = null;
        source.Set("f", "1");
        await PassAsync(TimeSpan.FromSeconds(2));

        await ShouldReportAsync();
        await _log.WaitForAsync("Information Watching flags again");
        _read.Failures.ShouldBe(["no such table", null]);
    }

    private void Start(MemoryFlagSource source)
    {
        var context = new RunContext(_clock, _log, new Observers(_read), new LoopProgress(_clock));
        OpenedResource[] resources = [new(Some(), []) { Flags = source }, new(Some(), [])];
        _running = new FlagWatcher(Origin, source, () => resources, new EngineOptions { ConfigDirectory = "" }, context, _reported)
            .RunAsync(_end.Token);
    }

    private static Resource Some() => new()
    {
        Path = "/r.toml",
        Source = "/a.tmpl",
        Destination = "/a",
        Prefix = "/",
        LookupKeys = [],
        UserId = 0,
        GroupId = 0,
    };

    private async Task ShouldReportAsync()
    {
        await _reported.WaitAsync(_end.Token);
        var (opened, kind) = _reported.TakeAll().Single();
        opened.Flags.ShouldNotBeNull();
        kind.ShouldBe(ChangeKind.Change);
    }

    private async Task PassAsync(TimeSpan time)
    {
        await _clock.WaitForTimersAsync(1, _end.Token);
        _clock.Advance(time);
    }

    private sealed class ReadFlags : IRunObserver
    {
        private readonly ConcurrentQueue<string?> _failures = [];

        public string?[] Failures => [.. _failures];

        void IRunObserver.FlagsRead(FlagOrigin origin, string? failure) => _failures.Enqueue(origin == Origin ? failure : "another");
    }
}

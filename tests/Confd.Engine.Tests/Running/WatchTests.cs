using Confd.BackendSpec;
using Confd.Backends;
using Confd.Engine.Running;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

public sealed class WatchTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    [Fact]
    public async Task Watch_KeyChanges_OnlyConcernedResourcesAreProcessed()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        _fixture.AddResource("b.conf", "keys = [\"/other\"]", template: "/other/b");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Logger.WaitForAsync("has been updated", 3);

        (await _fixture.StopAsync(running)).ExitStatus.ShouldBe(0);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        _fixture.Logger.Count("in sync").ShouldBe(0, _fixture.Logger.Text);
    }

    [Fact]
    public async Task Watch_StateObserverThrows_StillFollows()
    {
        _fixture.AddResource("a.conf");
        _fixture.Backend.WatchError = new KeyBackendException("down");
        var backend = new NamelessBackend(_fixture.Backend);
        var options = new EngineOptions { ConfigDirectory = _fixture.Directory.Path, WatchErrorBackoff = TimeSpan.FromSeconds(2) };
        await using var engine = new ConfdEngine(options, _fixture.CreateParts() with { Backend = backend });
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");
        await _fixture.Clock.WaitForTimerWithinAsync(TimeSpan.FromSeconds(2), Cancellation);
        _fixture.Backend.WatchError = null;
        _fixture.Backend.Set("/app/a", "2");

        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_BackendReportsPrefixesOnly_ProcessesAChangeBelowThePrefix()
    {
        _fixture.Backend.WakesByPrefix = true;
        _fixture.Backend.Set("/team/app/a", "1");
        _fixture.AddResource("a.conf", "prefix = \"/team\"");
        _fixture.AddResource("b.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _fixture.Backend.Set("/elsewhere/x", "1");
        File.WriteAllText(_fixture.Out("a.conf"), "damaged");
        _fixture.Backend.Set("/team/other", "1");
        await _fixture.Logger.WaitForAsync("has been updated", 3);

        await _fixture.StopAsync(running);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=1\n");
        _fixture.Logger.Count("in sync").ShouldBe(0, _fixture.Logger.Text);
    }

    [Fact]
    public async Task Watch_ChangeWhileRendering_IsNotLost()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        var runner = new HeldCommandRunner();
        await using var engine = _fixture.CreateEngine(runner: runner);
        var running = engine.WatchAsync(_fixture.Stop.Token);
        var first = await runner.NextAsync(Cancellation);

        _fixture.Backend.Set("/app/a", "2");
        first.Finish();
        (await runner.NextAsync(Cancellation)).Finish();
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_Debounce_WaitsForAQuietPeriod()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "debounce = \"1s\"");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");

        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Logger.WaitForAsync($"Debug Debouncing changes for {_fixture.Out("a.conf")} (1s)");
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await _fixture.Logger.WaitForAsync($"Debug Debounce period elapsed for {_fixture.Out("a.conf")}, processing");
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_Batch_CollectsChangesOfAllResources()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        _fixture.AddResource("b.conf");
        await using var engine = _fixture.CreateEngine(options => options with { BatchInterval = TimeSpan.FromSeconds(5) });
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        await _fixture.Logger.WaitForAsync("has been updated", 4);

        _fixture.Logger.Text.ShouldContain("Information Batch processing enabled with interval 5s");
        _fixture.Logger.Text.ShouldContain("Debug Batch timer started (5s)");
        _fixture.Logger.Text.ShouldContain($"Debug Queued change for batch processing: {_fixture.Out("a.conf")}");
        _fixture.Logger.Lines.Count(line => line == "Information Processing batch of 2 template changes").ShouldBe(2);
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_StoppedInTheMiddleOfABatch_ProcessesTheRestOfIt()
    {
        var runner = new HeldCommandRunner();
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        _fixture.AddResource("b.conf");
        await using var engine = _fixture.CreateEngine(
            options => options with { BatchInterval = TimeSpan.FromSeconds(5), ShutdownTimeout = TimeSpan.FromMinutes(1) }, runner);
        var running = engine.WatchAsync(_fixture.Stop.Token);
        var reload = await runner.NextAsync(Cancellation);

        await _fixture.Stop.CancelAsync();
        reload.Finish();
        await running;

        _fixture.ReadOut("b.conf").ShouldBe("/app/a=1\n");
        _fixture.Logger.Text.ShouldContain("Information Processing 1 pending template changes before shutdown");
    }

    [Fact]
    public async Task Watch_StoppedWithCollectedChanges_ProcessesThemFirst()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine(options => options with { BatchInterval = TimeSpan.FromSeconds(5) });
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");
        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);

        await _fixture.StopAsync(running);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        _fixture.Logger.Text.ShouldContain("Information Processing 1 pending template changes before shutdown");
    }

    [Fact]
    public async Task Watch_StoppedDuringAReloadWithCollectedChanges_ProcessesThemFirst()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        var options = new EngineOptions { ConfigDirectory = _fixture.Directory.Path, BatchInterval = TimeSpan.FromSeconds(5) };
        await using var engine = new ConfdEngine(options, _fixture.CreateParts() with { ForgetTemplates = _fixture.Stop.Cancel });
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");
        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Logger.WaitForAsync("Queued change for batch processing");

        engine.RequestReload();
        await running;

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        _fixture.Logger.Text.ShouldContain("Information Processing 1 pending template changes before shutdown");
    }

    [Fact]
    public async Task Watch_BackendThatCannotBeWatched_IsPolledWithAWarning()
    {
        _fixture.Backend.CanBeWatched = false;
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine(options => options with { Interval = TimeSpan.FromSeconds(60) });
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");
        _fixture.Backend.Set("/app/a", "2");

        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(60));
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _fixture.Logger.Text.ShouldContain("Warning The memory backend cannot be watched: its resources are polled every 1m0s instead");
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_WatchBreaks_IsOpenedAgainAndNothingIsLost()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");

        _fixture.Backend.BreakWatches("the stream is gone");
        await _fixture.Logger.WaitForAsync("Error Watching the memory backend failed: the stream is gone; trying again in 2s");
        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        _fixture.Logger.Count("Information Watching the memory backend again").ShouldBe(1);
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_CannotBeOpenedForLong_RetriesWithGrowingPauses()
    {
        _fixture.Backend.WatchError = new KeyBackendException("no watch");
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");
        for (var failures = 1; failures <= 6; failures++)
        {
            await _fixture.Logger.WaitForAsync("no watch; trying again in", failures);
            await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
            _fixture.Clock.Advance(TimeSpan.FromSeconds(2 << (failures - 1)));
        }

        // 2 + 4 + 8 + 16 + 32 + 64 seconds have passed: at the old pace there would be 63 attempts.
        _fixture.Logger.Count("no watch; trying again in").ShouldBeInRange(6, 8);
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_CannotBeOpened_StillRenders()
    {
        _fixture.Backend.WatchError = new KeyBackendException("no watch");
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);

        await _fixture.Logger.WaitForAsync("has been updated");

        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_OpensSlowly_RendersFirstAndAgainWhenOpen()
    {
        var opened = new TaskCompletionSource();
        _fixture.Backend.WatchGate = opened.Task;
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await _fixture.Logger.WaitForAsync("has been updated");

        _fixture.Backend.Set("/app/a", "2");
        opened.SetResult();
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_OpensAtOnce_RendersOnce()
    {
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");

        await _fixture.StopAsync(running);

        _fixture.Backend.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_OneBackendDoesNotRespond_OtherResourcesContinueAndItsOwnFollow()
    {
        var (gate, slow) = AddSlow();
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("b.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await PutAsideAsync();
        await _fixture.Logger.WaitForAsync("has been updated");

        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Logger.WaitForAsync("has been updated", 2);
        _fixture.ReadOut("b.conf").ShouldBe("/app/a=2\n");
        slow.Set("/app/a", "later");
        gate.SetResult();
        await _fixture.Logger.WaitForAsync("has been updated", 3);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=later\n");
        (await _fixture.StopAsync(running)).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task Watch_ChangeWhileABackendDoesNotRespond_IsReadAgain()
    {
        var (gate, slow) = AddSlow();
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await PutAsideAsync();

        slow.Set("/app/a", "2");
        gate.SetResult();
        await _fixture.Logger.WaitForAsync("has been updated");
        await _fixture.Logger.WaitForAsync("in sync");

        slow.Reads.ShouldBe(2);
        await _fixture.StopAsync(running);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_StoppedOrReloadedWhileABackendDoesNotRespond_DoesNotWaitForIt(bool isReadAnew)
    {
        AddSlow();
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await PutAsideAsync();

        if (isReadAnew)
        {
            File.Delete(_fixture.Directory["conf.d/a.conf.toml"]);
            _fixture.AddResource("b.conf");
            engine.RequestReload();
            await _fixture.Logger.WaitForAsync("has been updated");
        }

        (await _fixture.StopAsync(running)).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task Watch_ReadFails_IsTriedAgainWithoutAnotherChange()
    {
        _fixture.Backend.ReadError = new KeyBackendException("down");
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("Error down");

        _fixture.Backend.ReadError = null;
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        await _fixture.Logger.WaitForAsync("has been updated");

        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_ReloadFailsForLong_IsRunOnceInEachInterval()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        _fixture.Commands.ExitStatus = _ => 1;
        await using var engine = _fixture.CreateEngine(options => options with { Interval = TimeSpan.FromSeconds(60) });
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("Error exit status 1");

        for (var run = 2; run <= 4; run++)
        {
            await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
            _fixture.Clock.Advance(TimeSpan.FromSeconds(60));
            await _fixture.Logger.WaitForAsync("in sync", run - 1);
            await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
            _fixture.Commands.Commands.Count.ShouldBe(run);
        }

        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Watch_ReloadRequested_RestartsTheWatches()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");
        _fixture.AddResource("b.conf");

        engine.RequestReload();
        await _fixture.Logger.WaitForAsync("has been updated", 2);
        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Logger.WaitForAsync("has been updated", 4);

        _fixture.Logger.Text.ShouldContain("Information Reloading template resources (watch processor)");
        _fixture.Logger.Text.ShouldContain("Information Restarting watches with reloaded templates");
        await _fixture.StopAsync(running);
    }

    public void Dispose() => _fixture.Dispose();

    private (TaskCompletionSource Gate, MemoryKeyBackend Backend) AddSlow()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new MemoryKeyBackend("other") { Gate = gate.Task };
        slow.Set("/app/a", "1");
        _fixture.OtherBackends["other"] = slow;
        _fixture.AddResource("a.conf", tables: "[backend]\nbackend = \"other\"");
        return (gate, slow);
    }

    // Two timers: the limit of the read, and the time that the loop waits for it.
    private async Task PutAsideAsync()
    {
        await _fixture.Clock.WaitForTimersAsync(2, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>Throws where an exception is unexpected: when its first failure is reported.</summary>
    private sealed class NamelessBackend(IKeyBackend inner) : IKeyBackend
    {
        private int _isNamed;

        public string Name => Interlocked.Exchange(ref _isNamed, 1) == 1 ? inner.Name : throw new InvalidOperationException("no name");

        public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
            inner.ReadAsync(lookupKeys, cancellationToken);

        public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken) => inner.CheckHealthAsync(cancellationToken);

        public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
            inner.OpenWatchAsync(lookupKeys, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Flags;
using Confd.Engine.Observing;
using Confd.Engine.Resources;
using Confd.Engine.Running;
using Confd.Engine.Tests.Flags;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Observing;

public sealed class StatusBoardTests : IDisposable
{
    private readonly EngineFixture _fixture = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StatusBoard _board;

    public StatusBoardTests() =>
        _board = new StatusBoard(_fixture.Clock, new BackendSection("memory", [new(MemoryBackendFactory.Table, "config")]));

    public void Dispose()
    {
        _stop.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task RunOnce_NewFile_IsShownAsChangedWithItsBackend()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        await using var engine = CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        var status = _board.Current;
        status.Mode.ShouldBe(EngineMode.Once);
        var resource = status.Resources.ShouldHaveSingleItem();
        resource.State.ShouldBe(ResourceState.Changed);
        resource.Destination.ShouldBe(_fixture.Out("a.conf"));
        resource.Backend.ShouldBe("memory config");
        resource.ChangedAt.ShouldBe(_fixture.Clock.GetUtcNow());
        resource.LastFailure.ShouldBeNull();
        var backend = status.Backends.ShouldHaveSingleItem();
        backend.IsHealthy.ShouldBe(true);
        backend.Items.ShouldBe(1);
        backend.Resources.ShouldBe(1);
    }

    [Fact]
    public async Task Poll_SecondCycle_IsInSyncAndKeepsTheTimeOfTheChange()
    {
        _fixture.AddResource("a.conf");
        await using var engine = CreateEngine();
        var running = engine.PollAsync(_stop.Token);
        var first = await WaitAsync(status => status.Resources.Any(resource => resource.NextAt is not null));
        first.Resources[0].NextAt.ShouldBe(_fixture.Clock.GetUtcNow() + first.Interval);
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);

        _fixture.Clock.Advance(first.Interval);
        var second = await WaitAsync(status => status.Resources[0].State == ResourceState.InSync);

        second.Resources[0].ChangedAt.ShouldBe(first.Resources[0].ChangedAt);
        second.Resources[0].ProcessedAt.ShouldBe(first.Resources[0].ProcessedAt + first.Interval);
        second.Revision.ShouldBeGreaterThan(first.Revision);
        await StopAsync(running);
    }

    [Fact]
    public void FlagsRead_BetweenCycles_IsShownAtOnce()
    {
        var origin = new FlagOrigin("flags", null, null);
        var resource = new Resource
        {
            Path = "/conf.d/a.toml",
            Source = "",
            Destination = "/out/a",
            Prefix = "/",
            LookupKeys = [],
            UserId = 0,
            GroupId = 0,
            Flags = new FlagSettings(origin, "{}", "a.toml:1:1"),
        };
        IRunObserver told = _board;
        told.Loaded(new LoadedResources([new OpenedResource(resource, []) { Flags = new MemoryFlagSource() }], []));

        told.FlagsRead(origin, "no such table");

        var source = _board.Current.FlagSources.ShouldHaveSingleItem();
        source.IsHealthy.ShouldBe(false);
        source.LastFailure!.Message.ShouldBe("no such table");
    }

    [Fact]
    public async Task RunOnce_BackendFails_IsShownAtResourceAndBackend()
    {
        _fixture.AddResource("a.conf");
        _fixture.Backend.ReadError = new KeyBackendException("table config: access denied");
        await using var engine = CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _board.Current.Resources[0].State.ShouldBe(ResourceState.Failed);
        _board.Current.Resources[0].LastFailure!.Message.ShouldBe("table config: access denied");
        _board.Current.Backends[0].IsHealthy.ShouldBe(false);
        _board.Current.Backends[0].LastFailure!.Message.ShouldBe("table config: access denied");
    }

    [Fact]
    public async Task RunOnce_UnknownCause_IsNotQuoted()
    {
        _fixture.AddResource("a.conf");
        _fixture.Backend.ReadError = new FormatException("'hunter2' is no number");
        await using var engine = CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _board.Current.Resources[0].LastFailure!.Message.ShouldBe("an unexpected FormatException");
    }

    [Fact]
    public async Task Poll_ReloadFailsThenSucceeds_IsPendingThenInSync()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        _fixture.Commands.ExitStatus = _ => 3;
        await using var engine = CreateEngine();
        var running = engine.PollAsync(_stop.Token);
        var failed = await WaitAsync(status => status.Resources.Any(resource => resource.NextAt is not null));
        failed.Resources[0].State.ShouldBe(ResourceState.Failed);
        failed.Resources[0].IsReloadPending.ShouldBeTrue();
        failed.Resources[0].LastFailure!.Message.ShouldBe("reload failed: exit status 3");
        failed.Resources[0].ChangedAt.ShouldNotBeNull();
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);

        _fixture.Commands.ExitStatus = _ => 0;
        _fixture.Clock.Advance(failed.Interval);
        var healed = await WaitAsync(status => !status.Resources[0].IsReloadPending);

        healed.Resources[0].State.ShouldBe(ResourceState.InSync);
        healed.Resources[0].LastFailure.ShouldBe(failed.Resources[0].LastFailure);
        await StopAsync(running);
    }

    [Fact]
    public async Task RunOnce_Noop_IsOutOfSync()
    {
        _fixture.AddResource("a.conf");
        await using var engine = CreateEngine(options => options with { Update = options.Update with { Noop = true } });

        await engine.RunOnceAsync(Cancellation);

        _board.Current.IsNoop.ShouldBeTrue();
        _board.Current.Resources[0].State.ShouldBe(ResourceState.OutOfSync);
        _board.Current.Resources[0].ChangedAt.ShouldBeNull();
    }

    [Fact]
    public async Task RunOnce_BrokenResourceFile_IsNamed()
    {
        _fixture.AddResource("a.conf");
        _fixture.Directory.Write("conf.d/broken.toml", "[template]\nsrc = \"\"\n");
        await using var engine = CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _board.Current.BrokenFiles.ShouldHaveSingleItem().ShouldEndWith("broken.toml");
        _board.Current.Resources.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_WatchBreaksAndOpensAgain_IsShownAtTheBackend()
    {
        _fixture.AddResource("a.conf");
        await using var engine = CreateEngine();
        var running = engine.WatchAsync(_stop.Token);
        var watched = await WaitAsync(status => status.Resources is [{ State: ResourceState.Changed }] && status.Backends[0].IsWatched);
        watched.Resources[0].NextAt.ShouldBeNull();

        _fixture.Backend.BreakWatches("the stream has gone");
        var broken = await WaitAsync(status => !status.Backends[0].IsWatched);
        broken.Backends[0].LastFailure!.Message.ShouldBe("the stream has gone");
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));

        (await WaitAsync(status => status.Backends[0] is { IsWatched: true, IsHealthy: true })).Resources[0]
            .State.ShouldBe(ResourceState.InSync);
        await StopAsync(running);
    }

    [Fact]
    public async Task Watch_KeysChange_NamesTheLatestTheNewestFirst()
    {
        _fixture.AddResource("a.conf");
        await using var engine = CreateEngine();
        var running = engine.WatchAsync(_stop.Token);
        await WaitAsync(status => status.Resources is [{ State: ResourceState.Changed }] && status.Backends[0].IsWatched);
        _board.Current.Changes.ShouldBeEmpty();

        for (var change = 0; change < 60; change++)
        {
            _fixture.Backend.Set($"/app/{change}", "value");
            await WaitAsync(status => status.Changes is [{ Key: var newest }, ..] && newest == $"/app/{change}");
        }

        var changes = _board.Current.Changes;
        changes.Count.ShouldBe(50);
        changes[0].ShouldBe(new ChangedKey(_fixture.Clock.GetUtcNow(), "memory config", "/app/59"));
        changes[^1].Key.ShouldBe("/app/10");
        await StopAsync(running);
    }

    [Fact]
    public async Task Watch_BackendThatCannotBeWatched_ShowsItsNextPoll()
    {
        _fixture.AddResource("a.conf");
        _fixture.Backend.CanBeWatched = false;
        await using var engine = CreateEngine();
        var running = engine.WatchAsync(_stop.Token);

        var status = await WaitAsync(status => status.Backends is [{ NextPollAt: not null }]);

        status.Resources[0].NextAt.ShouldBe(_fixture.Clock.GetUtcNow() + status.Interval);
        await StopAsync(running);
    }

    [Fact]
    public async Task WaitForChange_KnownRevision_WaitsForTheNext()
    {
        var waiting = _board.WaitForChangeAsync(_board.Current.Revision, Cancellation);
        waiting.IsCompleted.ShouldBeFalse();

        ((IRunObserver)_board).Started(EngineMode.Poll, new EngineOptions { ConfigDirectory = "/x" });

        (await waiting).Revision.ShouldBe(1);
        (await _board.WaitForChangeAsync(0, Cancellation)).Revision.ShouldBe(1);
    }

    private ConfdEngine CreateEngine(Func<EngineOptions, EngineOptions>? configure = null)
    {
        var options = new EngineOptions { ConfigDirectory = _fixture.Directory.Path };
        return new ConfdEngine(configure?.Invoke(options) ?? options, _fixture.CreateParts() with { Status = _board });
    }

    private async Task<EngineStatus> WaitAsync(Func<EngineStatus, bool> isReached)
    {
        var status = _board.Current;
        while (!isReached(status))
        {
            status = await _board.WaitForChangeAsync(status.Revision, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        }

        return status;
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running;
    }
}

using Confd.Flags.Client;
using Confd.Flags.Storage;
using Confd.Flags.Tests.Storage;
using Confd.Shared;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

/// <summary>Readings without a client: what is held, which events are raised, and what a caller gets.</summary>
public sealed class FlagReadingsTests : IAsyncDisposable
{
    private static readonly FlagClientOptions ManualRefresh = new() { RefreshInterval = Timeout.InfiniteTimeSpan };

    private readonly ScriptedFlagStore _store = new();
    private readonly RecordedLog _log = new();
    private readonly List<string> _raised = [];
    private FlagReadings? _readings;

    public async ValueTask DisposeAsync()
    {
        if (_readings is not null)
        {
            await _readings.EndAsync();
            _readings.Dispose();
        }
    }

    [Fact]
    public async Task Refresh_FirstSameAndChanged_RaisesEventsInOrder()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        var readings = Begin(ManualRefresh);
        readings.HealthChanged += (_, _) => _raised.Add("health");
        readings.SnapshotChanged += (_, change) => _raised.Add($"snapshot {change.Before is not null}");
        readings.FlagsChanged += (_, change) => _raised.Add($"flags {string.Join(',', change.FlagKeys)}");

        await readings.RefreshAsync(Cancellation);
        await readings.WaitUntilReadyAsync(Cancellation);
        await readings.RefreshAsync(Cancellation);
        _raised.ShouldBe(["health", "snapshot False"]);
        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));
        await readings.RefreshAsync(Cancellation);

        _raised.ShouldBe(["health", "snapshot False", "snapshot True", "flags a"]);
        (await readings.FindAsync("other", Cancellation)).ShouldBeSameAs(readings.Snapshot, "what is held answers for every flag");
        readings.FindAll().ShouldBeSameAs(readings.Snapshot);
    }

    [Fact]
    public async Task Find_ReadThrough_ReadsForEachCallAndHoldsNothing()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        var readings = Begin(ManualRefresh with { ReadThrough = new() { TimeToLive = TimeSpan.Zero } });

        (await readings.FindAsync("a", Cancellation)).ShouldNotBeNull().Flags.Flags.Keys.ShouldBe(["a"]);
        (await readings.FindAllAsync(Cancellation)).ShouldNotBeNull().Flags.Flags.Keys.ShouldBe(["a"]);
        (readings.Snapshot, readings.IsReadThrough, readings.Health.IsReadable).ShouldBe((null, true, true));

        _store.IsBroken = true;
        (await readings.FindAllAsync(Cancellation)).ShouldBeNull();
        (await Should.ThrowAsync<FlagStoreException>(async () => await readings.FindAsync("a", Cancellation)))
            .ShouldSatisfyAllConditions(problem => FlagReadings.IsStoreFailure(problem, Cancellation).ShouldBeTrue());
        readings.Health.IsReadable.ShouldBeFalse();
        _log.Warnings.ShouldBe(["The flag store cannot be read; defaults are returned until it can"]);
    }

    [Fact]
    public async Task Find_TwoReadsSucceedAtOnceAfterAFailure_RaisesHealthOnce()
    {
        var clock = new HookedClock();
        var readings = Begin(ManualRefresh with { ReadThrough = new() { TimeToLive = TimeSpan.Zero }, Clock = clock });
        _store.IsBroken = true;
        await readings.FindAllAsync(Cancellation);
        _store.IsBroken = false;
        readings.HealthChanged += (_, _) => _raised.Add($"health {readings.Health.IsReadable}");

        // The clock is asked for the snapshot, and then before the health is changed.
        clock.OnCall(2, async () => (await readings.FindAllAsync(Cancellation)).ShouldNotBeNull());
        (await readings.FindAllAsync(Cancellation)).ShouldNotBeNull();

        _raised.ShouldBe(["health True"]);
    }

    [Fact]
    public async Task End_CallerStillWaits_ThrowsObjectDisposedAndReadsNothingMore()
    {
        var readings = Begin(ManualRefresh);
        var waiting = readings.WaitUntilReadyAsync(Cancellation);

        await readings.EndAsync();
        readings.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(() => waiting);
        (await Should.ThrowAsync<ObjectDisposedException>(() => readings.RefreshAsync(Cancellation))).ObjectName
            .ShouldBe(typeof(FlagClient).FullName);
        _readings = null;
    }

    [Fact]
    public void Raise_HandlerThrows_IsReportedAndOthersAreNotified()
    {
        var problems = new List<string>();
        EventHandler handlers = (_, _) => throw new IOException("first");
        handlers += (sender, _) => _raised.Add($"{sender}");

        new EventRaiser("me", problem => problems.Add(problem.Message)).Raise(handlers);
        new EventRaiser("me", problem => problems.Add(problem.Message)).Raise(null, EventArgs.Empty);

        problems.ShouldBe(["first"]);
        _raised.ShouldBe(["me"]);
    }

    private FlagReadings Begin(FlagClientOptions options)
    {
        var asked = options with { Logger = _log };
        _readings = new FlagReadings(FlagSource.Of(_store, asked), asked, bigSegments: null, new EventRaiser(this, _ => { }), _log);
        _readings.Begin(isRead: false);
        return _readings;
    }

    /// <summary>The system's clock, during one of whose answers something else happens.</summary>
    private sealed class HookedClock : TimeProvider
    {
        private int _left = -1;
        private Func<Task>? _meanwhile;

        public void OnCall(int times, Func<Task> meanwhile) => (_left, _meanwhile) = (times, meanwhile);

        public override DateTimeOffset GetUtcNow()
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                Task.Run(_meanwhile!).GetAwaiter().GetResult();
            }

            return base.GetUtcNow();
        }
    }
}

using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Events;
using Confd.Flags.Storage;
using Confd.Flags.Tests.Storage;
using Confd.TestSupport;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Tests.Client;

/// <summary>A client that ends closes everything that is its own, whatever fails on the way, and goes on answering.</summary>
public sealed class FlagClientDisposalTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("u");

    private readonly ClosingStore _store = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Dispose_EventsFailToDispose_StillClosesTheStore()
    {
        var client = await OpenAsync(new() { Events = new BrokenEvents() });

        await Should.ThrowAsync<IOException>(() => client.DisposeAsync().AsTask());

        _store.Closed.ShouldBe(1);
        await client.DisposeAsync();
        _store.Closed.ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_FollowingFailed_StillClosesEventsAndStore()
    {
        var events = new EndingEvents();
        var client = new FlagClient(_store, new() { LiveUpdates = true, Logger = new BrokenLogger(), Events = events });

        await client.DisposeAsync();

        (events.Ended, _store.Closed).ShouldBe((true, 1));
    }

    [Fact]
    public async Task Dispose_StoreFailsToClose_IsLoggedAndTheClientIsClosed()
    {
        _store.Failure = new IOException("the store cannot be closed");
        var client = await OpenAsync();

        await Should.ThrowAsync<IOException>(() => client.DisposeAsync().AsTask());

        await Should.ThrowAsync<ObjectDisposedException>(() => client.RefreshAsync(Cancellation));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Open_InvalidOptions_ClosesTheOwnedStore(bool leavesStoreOpen, int closed)
    {
        await Should.ThrowAsync<ArgumentOutOfRangeException>(
            () => OpenAsync(new() { RefreshInterval = TimeSpan.FromSeconds(-5), LeavesStoreOpen = leavesStoreOpen }));

        _store.Closed.ShouldBe(closed);
    }

    [Fact]
    public async Task Dispose_StoreIsNotOwned_IsLeftOpen()
    {
        var client = await OpenAsync(new() { LeavesStoreOpen = true });

        await client.DisposeAsync();

        _store.Closed.ShouldBe(0);
    }

    [Fact]
    public async Task Dispose_ManyAtOnce_ClosesOnce()
    {
        var client = await OpenAsync();

        await Parallel.ForAsync(0, 20, Cancellation, async (_, _) => await client.DisposeAsync());

        _store.Closed.ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_ReadIsPending_CancelsIt()
    {
        var client = await OpenAsync(new() { RefreshInterval = TimeSpan.FromSeconds(10) });
        _store.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_store.Arrivals.CurrentCount > 0)
        {
            await _store.Arrivals.WaitAsync(Cancellation);
        }

        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await _store.Arrivals.WaitAsync(Cancellation);
        await client.DisposeAsync();

        _store.Closed.ShouldBe(1);
    }

    [Fact]
    public async Task Open_StoreFails_ClosesIt()
    {
        _store.IsBroken = true;

        await Should.ThrowAsync<FlagStoreException>(() => OpenAsync());

        _store.Closed.ShouldBe(1);
    }

    [Fact]
    public async Task Open_Cancelled_ClosesTheStore()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => OpenAsync(cancellationToken: stop.Token));

        _store.Closed.ShouldBe(1);
    }

    [Fact]
    public async Task Client_Disposed_ServesItsLastSnapshotAndRefusesRefresh()
    {
        var client = await OpenAsync();
        client.StringVariation("f", User, "default").ShouldBe("served");
        await client.DisposeAsync();

        client.StringVariation("f", User, "default").ShouldBe("served");
        (await client.StringVariationAsync("f", User, "default", Cancellation)).ShouldBe("served");
        client.AllFlagsState(User).Values.Keys.ShouldBe(["f"]);
        client.IsReady.ShouldBeTrue();
        await Should.ThrowAsync<ObjectDisposedException>(() => client.RefreshAsync(Cancellation));
        await client.WaitUntilReadyAsync(Cancellation);
    }

    [Fact]
    public async Task Refresh_CancelledWhileWaitingForAnother_DoesNotCancelThat()
    {
        await using var client = await OpenAsync();
        _store.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = new CancellationTokenSource();
        var first = client.RefreshAsync(Cancellation);
        var second = client.RefreshAsync(stop.Token);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        _store.Gate.SetResult();
        await first;

        client.Health.IsReadable.ShouldBeTrue("a reading that its caller ended says nothing of the store");
    }

    [Fact]
    public async Task Health_StoreComesAndGoes_KeepsTheTimeOfTheChange()
    {
        await using var client = await OpenAsync();
        var changes = 0;
        client.HealthChanged += (_, _) => changes++;
        var good = client.Health.Since;

        _store.IsBroken = true;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Should.ThrowAsync<FlagStoreException>(() => client.RefreshAsync(Cancellation));
        var bad = client.Health;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Should.ThrowAsync<FlagStoreException>(() => client.RefreshAsync(Cancellation));
        var still = client.Health;
        _store.IsBroken = false;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await client.RefreshAsync(Cancellation);

        (bad.IsReadable, bad.Since, bad.LastFailure).ShouldBe((false, good.AddMinutes(1), good.AddMinutes(1)));
        (still.IsReadable, still.Since, still.LastFailure).ShouldBe((false, good.AddMinutes(1), good.AddMinutes(2)));
        (client.Health.IsReadable, client.Health.Since).ShouldBe((true, good.AddMinutes(3)));
        changes.ShouldBe(2);
    }

    private async Task<FlagClient> OpenAsync(FlagClientOptions? options = null, CancellationToken? cancellationToken = null)
    {
        if (!_store.IsBroken)
        {
            await _store.PutFlagAsync("f", FlagItems.Serving(1, "\"served\""));
        }

        options ??= new FlagClientOptions();
        return await FlagClient.OpenAsync(
            _store,
            options with
            {
                Clock = _clock,
                RefreshInterval = options.RefreshInterval == new FlagClientOptions().RefreshInterval
                    ? Timeout.InfiniteTimeSpan
                    : options.RefreshInterval,
            },
            cancellationToken ?? Cancellation);
    }

    private sealed class ClosingStore : ScriptedFlagStore, IFlagStore
    {
        private int _closed;

        public int Closed => Volatile.Read(ref _closed);

        public IOException? Failure { get; set; }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            Interlocked.Increment(ref _closed);
            await DisposeAsync();
            if (Failure is not null)
            {
                throw Failure;
            }
        }
    }

    private sealed class EndingEvents : IFlagEvents
    {
        public bool Ended { get; private set; }

        public void Add(FlagEvent flagEvent)
        {
        }

        public Task FlushAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public ValueTask DisposeAsync()
        {
            Ended = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class BrokenLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new ObjectDisposedException("the logger's provider");
    }

    private sealed class BrokenEvents : IFlagEvents
    {
        public void Add(FlagEvent flagEvent)
        {
        }

        public Task FlushAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public ValueTask DisposeAsync() => throw new IOException("the events cannot be ended");
    }
}

using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Flags.Testing;
using Confd.Flags.Tests.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

/// <summary>Stores that block the thread that calls them, as those over a synchronous driver do, or ignore cancellation: no caller of the
/// client waits for them longer than it said.</summary>
public sealed class BlockingStoreTests : IDisposable
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly FakeTimeProvider _clock = new();
    private readonly ManualResetEventSlim _isOpen = new();

    public void Dispose() => _isOpen.Set();

    [Fact]
    public async Task New_StoreBlocks_DoesNotWait()
    {
        var store = new ScriptedFlagStore { OnRead = Block };
        await store.PutFlagAsync("f", FlagItems.Serving(1, "true"));

        await using var client = await InTimeAsync(() => new FlagClient(store, new() { Clock = _clock }));

        client.BoolVariation("f", User, false).ShouldBeFalse();
        _isOpen.Set();
        await client.WaitUntilReadyAsync(Cancellation);
        client.BoolVariation("f", User, false).ShouldBeTrue();
    }

    [Fact]
    public async Task New_StoreIsInMemory_IsReadyAtOnce()
    {
        var store = new MemoryFlagStore(FlagDataSet.Empty);
        await store.UpsertAsync(DataKind.Features, "f", FlagItems.Serving(1, "true"), Cancellation);
        await using var client = new FlagClient(store, new() { Clock = _clock });
        await using var test = new FlagClient(new TestData(), new() { Clock = _clock });

        client.BoolVariation("f", User, false).ShouldBeTrue();
        test.IsReady.ShouldBeTrue();
    }

    [Fact]
    public async Task VariationAsync_BigSegmentsBlock_EndsAtTheTimeLimit()
    {
        var segments = new FakeBigSegments { OnRead = Block };
        var options = new FlagClientOptions { BigSegments = segments, Clock = _clock, RefreshInterval = Timeout.InfiniteTimeSpan };
        await using var client = await FlagClient.OpenAsync(await BigSegmentFlagAsync(), options, Cancellation);

        var pending = await InTimeAsync(() => client.BoolVariationDetailAsync("flag", User, false, Cancellation).AsTask());
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(options.BigSegmentsTimeout);

        (await pending).Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);
    }

    [Fact]
    public async Task Variation_BigSegmentsBlock_EndsAtTheTimeLimit()
    {
        var options = new FlagClientOptions
        {
            BigSegments = new FakeBigSegments { OnRead = Block },
            BigSegmentsTimeout = TimeSpan.FromMilliseconds(20),
            RefreshInterval = Timeout.InfiniteTimeSpan,
        };
        await using var client = await FlagClient.OpenAsync(await BigSegmentFlagAsync(), options, Cancellation);

        (await InTimeAsync(() => client.BoolVariationDetail("flag", User, false)))
            .Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public async Task VariationAsync_StoreThatIsReadThroughBlocks_EndsAtTheTimeLimit(int secondsToLive)
    {
        var options = new FlagClientOptions
        {
            ReadThrough = new() { TimeToLive = TimeSpan.FromSeconds(secondsToLive) },
            Clock = _clock,
        };
        await using var client = new FlagClient(new ScriptedFlagStore { OnRead = Block }, options);

        var pending = await InTimeAsync(() => client.BoolVariationDetailAsync("f", User, false, Cancellation).AsTask());
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(options.ReadThroughTimeout);

        (await pending).Reason.Kind.ShouldBe(EvaluationReasonKind.Error);
    }

    [Fact]
    public async Task Dispose_ReadingIgnoresItsCancellation_WaitsAWhileOnly()
    {
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new ScriptedFlagStore
        {
            OnRead = () =>
            {
                reading.TrySetResult();
                Block();
            },
        };
        var client = new FlagClient(store, new() { Clock = _clock });
        await reading.Task.WaitAsync(Cancellation);

        var disposing = client.DisposeAsync().AsTask();
        await _clock.WaitForTimersAsync(1, Cancellation);
        disposing.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(5));

        await disposing;
    }

    private void Block() => _isOpen.Wait(Cancellation);

    // A call that blocks fails the test, and does not hang it.
    private static Task<T> InTimeAsync<T>(Func<T> call) => Task.Run(call).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

    private static async Task<IFlagStore> BigSegmentFlagAsync()
    {
        var store = new MemoryFlagStore();
        await store.PutSegmentAsync("big", FlagItems.Item(1, """{"unbounded":true,"generation":2}"""));
        await store.PutFlagAsync(
            "flag",
            FlagItems.Item(
                1,
                """
                {"on":true,"variations":[true,false],"fallthrough":{"variation":1},
                 "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["big"]}]}]}
                """));
        return store;
    }
}

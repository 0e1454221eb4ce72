using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Flags.Tests.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

public sealed class ReadThroughTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task Variation_StoreChanged_IsSeenAtOnceWithoutACache()
    {
        var store = new MemoryFlagStore(FlagDataSet.Empty);
        await using var client = Open(store, TimeSpan.Zero);
        client.IsReady.ShouldBeTrue();
        await client.WaitUntilReadyAsync(Cancellation);

        client.IntVariationDetail("a", User, 9).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.FlagNotFound);
        await store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        client.IntVariation("a", User, 9).ShouldBe(1);
        await store.PutFlagAsync("a", FlagItems.Serving(2, "2"));
        (await client.IntVariationAsync("a", User, 9, Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task ListenForValue_ReadThroughClient_IsRefused()
    {
        await using var client = Open(new MemoryFlagStore(FlagDataSet.Empty), TimeSpan.Zero);

        Should.Throw<NotSupportedException>(() => client.ListenForValue("a", User, _ => { }));
    }

    [Fact]
    public async Task Variation_StoreChanged_IsSeenWhenTheCacheIsOld()
    {
        var store = new MemoryFlagStore(FlagDataSet.Empty);
        await store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = Open(store, TimeSpan.FromSeconds(10));
        client.IntVariation("a", User, 9).ShouldBe(1);
        client.IntVariation("miss", User, 9).ShouldBe(9);

        await store.PutFlagAsync("a", FlagItems.Serving(2, "2"));
        await store.PutFlagAsync("miss", FlagItems.Serving(1, "3"));
        client.IntVariation("a", User, 9).ShouldBe(1);
        client.IntVariation("miss", User, 9).ShouldBe(9);
        _clock.Advance(TimeSpan.FromSeconds(11));

        client.IntVariation("a", User, 9).ShouldBe(2);
        client.IntVariation("miss", User, 9).ShouldBe(3);
    }

    [Fact]
    public async Task Variation_PrerequisitesAndSegments_AreReadToo()
    {
        var store = new MemoryFlagStore(FlagDataSet.Empty);
        await store.PutSegmentAsync("s", FlagItems.Item(1, """{"key":"s","version":1,"included":["u1"]}"""));
        await store.PutFlagAsync("b", FlagItems.Item(
            1,
            """{"version":1,"on":true,"variations":[0,1],"fallthrough":{"variation":0}"""
            + ""","rules":[{"variation":1,"clauses":[{"attribute":"","op":"segmentMatch","values":["s"]}]}]}"""));
        await store.PutFlagAsync("a", FlagItems.Item(
            1,
            """{"version":1,"on":true,"variations":[5,6],"offVariation":1,"fallthrough":{"variation":0}"""
            + ""","prerequisites":[{"key":"b","variation":1}]}"""));
        var events = new RecordedEvents();
        await using var client = new FlagClient(
            store, new FlagClientOptions { ReadThrough = new() { TimeToLive = TimeSpan.Zero }, Events = events });

        client.IntVariation("a", User, 9).ShouldBe(5);
        client.IntVariation("a", EvaluationContext.New("u2"), 9).ShouldBe(6);

        events.Evaluations.Select(told => told.FlagKey).ShouldBe(["b", "a", "b", "a"]);
        client.AllFlagsState(User).Values.Count.ShouldBe(2);
        (await client.AllFlagsStateAsync(User, cancellationToken: Cancellation)).Find("a")!.Value.Value.ShouldBe((FlagValue)5);
    }

    [Fact]
    public async Task Variation_StoreFails_ReturnsTheDefaultAndWarnsOnce()
    {
        var store = new ScriptedFlagStore { IsBroken = true };
        await using var client = Open(store, TimeSpan.Zero);

        client.IntVariationDetail("a", User, 9).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.Exception);
        (await client.IntVariationAsync("a", User, 9, Cancellation)).ShouldBe(9);
        client.AllFlagsState(User).IsValid.ShouldBeFalse();

        client.Health.IsReadable.ShouldBeFalse();
        _log.Lines.Count(line => line.StartsWith("Warning The flag store cannot be read", StringComparison.Ordinal)).ShouldBe(1);
        store.IsBroken = false;
        client.IntVariationDetail("a", User, 9).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.FlagNotFound);
        client.Health.IsReadable.ShouldBeTrue();
    }

    // The promise of the client, whether it holds flags or reads them through.
    [Fact]
    public async Task Variation_StoreIsDownAfterAReading_AnswersWithTheLastReading()
    {
        var store = new ScriptedFlagStore();
        await store.UpsertAsync(DataKind.Features, "a", FlagItems.Serving(1, "1"), Cancellation);
        await using var client = Open(store, TimeSpan.FromSeconds(1));
        client.IntVariation("a", User, 9).ShouldBe(1);
        store.IsBroken = true;

        _clock.Advance(TimeSpan.FromDays(1));

        client.IntVariationDetail("a", User, 9).ShouldSatisfyAllConditions(
            detail => detail.Value.ShouldBe(1), detail => detail.Reason.Kind.ShouldBe(EvaluationReasonKind.Fallthrough));
        client.Health.IsReadable.ShouldBeFalse();
        client.Health.UsesLastReading.ShouldBeTrue();
        client.Health.Problem.ShouldBeOfType<FlagStoreException>();

        store.IsBroken = false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        client.IntVariation("a", User, 9).ShouldBe(1);
        client.Health.IsReadable.ShouldBeTrue();
        client.Health.UsesLastReading.ShouldBeFalse();
    }

    [Fact]
    public async Task HealthChanged_StoreIsDownAfterAReading_IsRaisedThenAndWhenItIsBack()
    {
        var store = new ScriptedFlagStore();
        await store.UpsertAsync(DataKind.Features, "a", FlagItems.Serving(1, "1"), Cancellation);
        await using var client = Open(store, TimeSpan.FromSeconds(1));
        client.IntVariation("a", User, 9).ShouldBe(1);
        var changes = new SemaphoreSlim(0);
        client.HealthChanged += (_, _) => changes.Release();

        foreach (var isBroken in new[] { true, false })
        {
            store.IsBroken = isBroken;
            _clock.Advance(TimeSpan.FromSeconds(2));
            client.IntVariation("a", User, 9).ShouldBe(1);

            await changes.WaitAsync(Cancellation);
            client.Health.IsReadable.ShouldBe(!isBroken);
        }
    }

    [Fact]
    public async Task Variation_StoreHangsAndStaleIsAllowed_ReturnsBeforeTheTimeout()
    {
        var store = new ScriptedFlagStore();
        await store.UpsertAsync(DataKind.Features, "a", FlagItems.Serving(1, "1"), Cancellation);
        var options = new FlagClientOptions
        {
            ReadThrough = new() { TimeToLive = TimeSpan.FromSeconds(1), StaleWhileUnavailable = Timeout.InfiniteTimeSpan },
            ReadThroughTimeout = TimeSpan.FromSeconds(1),
            Clock = _clock,
        };
        await using var client = new FlagClient(store, options);
        client.IntVariation("a", User, 9).ShouldBe(1);
        store.Gate = new TaskCompletionSource();
        _clock.Advance(TimeSpan.FromSeconds(2));

        var answer = client.IntVariationAsync("a", User, 9, Cancellation);
        await _clock.WaitForTimerWithinAsync(TimeSpan.FromSeconds(0.5), Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(0.5));

        (await answer).ShouldBe(1);
        client.IntVariationDetail("a", User, 9).Reason.Kind.ShouldBe(EvaluationReasonKind.Fallthrough);
        client.Health.IsReadable.ShouldBeFalse();
    }

    [Fact]
    public async Task Variation_CallerHasASynchronizationContext_DoesNotDeadlock()
    {
        var store = new MemoryFlagStore(FlagDataSet.Empty);
        await store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = Open(store, TimeSpan.Zero);
        var answer = 0;
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            answer = client.IntVariation("a", User, 9);
        });

        thread.Start();
        thread.Join(TimeSpan.FromSeconds(30)).ShouldBeTrue();

        answer.ShouldBe(1);
    }

    [Fact]
    public void New_ReadThroughWithKeysOrChanges_IsRefused()
    {
        var cache = new FlagCacheOptions();

        Should.Throw<ArgumentException>(
            () => new FlagClient(new MemoryFlagStore(), new() { ReadThrough = cache, FlagKeys = ["a"] }));
        Should.Throw<ArgumentException>(
            () => new FlagClient(new MemoryFlagStore(), new() { ReadThrough = cache, LiveUpdates = true }))
            .Message.ShouldContain("ReadThrough does not go together with FlagKeys, LiveUpdates or Changes");
    }

    [Fact]
    public async Task Refresh_ReadThroughClient_ChecksThatTheStoreCanBeRead()
    {
        var store = new ScriptedFlagStore { IsBroken = true };
        await using var client = Open(store, TimeSpan.Zero);

        await Should.ThrowAsync<FlagStoreException>(() => client.RefreshAsync(Cancellation));
        store.IsBroken = false;
        await client.RefreshAsync(Cancellation);

        client.Snapshot.ShouldBeNull();
        client.Health.IsReadable.ShouldBeTrue();
    }

    private FlagClient Open(IFlagStore store, TimeSpan timeToLive) =>
        new(store, new FlagClientOptions { ReadThrough = new() { TimeToLive = timeToLive }, Clock = _clock, Logger = _log });
}

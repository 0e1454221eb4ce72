using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

public sealed class BigSegmentTests : IAsyncDisposable
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeBigSegments _segments = new();

    public ValueTask DisposeAsync() => _segments.DisposeAsync();

    [Theory]
    [InlineData("big.g2", null, true)]
    [InlineData("big.g1", null, true)] // unknown in this generation: the rules decide, and they match
    [InlineData(null, "big.g2", false)]
    public async Task Variation_BigSegment_MembershipDecidesBeforeRules(string? included, string? excluded, bool expected)
    {
        _segments.Put("u1", included, excluded);
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();

        var detail = client.BoolVariationDetail("flag", User, false);

        detail.Value.ShouldBe(expected);
        detail.Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.Healthy);
    }

    [Fact]
    public async Task Variation_EvaluatedAgain_ReadsMembershipOncePerTimeToLive()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();

        client.BoolVariation("flag", User, false);
        client.BoolVariation("flag", User, false);
        _segments.Reads.ShouldBe(1);

        _clock.Advance(TimeSpan.FromSeconds(5));
        client.BoolVariation("flag", User, false);
        _segments.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Variation_SynchronizedLongAgoOrNever_IsStale()
    {
        await using var client = await OpenAsync();

        client.BoolVariationDetail("flag", User, false).Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.Stale);

        _segments.SynchronizedOn = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(2));
        client.BoolVariationDetail("flag", User, false).Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.Stale);
    }

    [Fact]
    public async Task Variation_StoreFails_UsesTheRulesAndReportsStoreError()
    {
        _segments.Failure = new FlagStoreException("the store is down");
        await using var client = await OpenAsync();

        var detail = client.BoolVariationDetail("flag", User, false);

        detail.Value.ShouldBeTrue();
        detail.Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);
    }

    [Fact]
    public async Task VariationAsync_StoreIsSlow_ReturnsPendingTaskAndReadsOncePerContext()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        _segments.Put("u1", "big.g2", null);
        _segments.IsHeld = true;
        await using var client = await OpenAsync();

        // One thread starts them all: none of the calls waits.
        var answers = Enumerable.Range(0, 200)
            .Select(_ => client.BoolVariationDetailAsync("flag", User, false, Cancellation).AsTask())
            .ToList();
        answers.ShouldAllBe(answer => !answer.IsCompleted);
        _segments.Release();

        (await Task.WhenAll(answers)).ShouldAllBe(detail => detail.Value && detail.Reason.BigSegmentsStatus == BigSegmentsStatus.Healthy);
        _segments.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task VariationAsync_OfEveryType_ReturnsWhatTheSynchronousMethodReturns()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();

        (await client.BoolVariationAsync("flag", User, false, Cancellation)).ShouldBe(client.BoolVariation("flag", User, false));
        (await client.JsonVariationAsync("flag", User, FlagValue.Null, Cancellation))
            .ShouldBe(client.JsonVariation("flag", User, FlagValue.Null));
        (await client.IntVariationDetailAsync("flag", User, 7, Cancellation)).ShouldBe(client.IntVariationDetail("flag", User, 7));
        (await client.DoubleVariationDetailAsync("flag", User, 7, Cancellation)).ShouldBe(client.DoubleVariationDetail("flag", User, 7));
        (await client.StringVariationDetailAsync("flag", User, "x", Cancellation))
            .ShouldBe(client.StringVariationDetail("flag", User, "x"));
        (await client.StringVariationAsync("absent", User, "x", Cancellation)).ShouldBe("x");
    }

    [Fact]
    public async Task AllFlagsStateAsync_BigSegment_WaitsWithoutBlockingTheThread()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        _segments.Put("u1", null, "big.g2");
        _segments.IsHeld = true;
        await using var client = await OpenAsync();

        var state = client.AllFlagsStateAsync(User, cancellationToken: Cancellation);
        state.IsCompleted.ShouldBeFalse();
        _segments.Release();

        (await state).Find("flag")!.Value.Value.ShouldBe(false);
    }

    [Fact]
    public async Task VariationAsync_Cancelled_EndsAndTheReadServesTheNextCaller()
    {
        _segments.IsHeld = true;
        await using var client = await OpenAsync();
        using var cancellation = new CancellationTokenSource();

        var answer = client.BoolVariationAsync("flag", User, false, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => answer);
        _segments.Release();

        (await client.BoolVariationAsync("flag", User, false, Cancellation)).ShouldBeTrue();
        _segments.Reads.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Variation_ManyCallersOnThePool_ReadConcurrentlyAndRestoreThePool()
    {
        const int Callers = 60;
        ThreadPool.GetMinThreads(out var before, out _);
        await using var client = await OpenAsync();

        // Answers nobody before all have asked and the pool knows of all that wait, and then by a thread of the pool, as sockets and timers
        // do: each caller needs a thread, and the answers one more.
        _segments.HoldUntil(Callers, before + Callers);
        var callers = Enumerable.Range(0, Callers)
            .Select(i => Task.Run(() => client.BoolVariationDetail("flag", EvaluationContext.New($"caller-{i}"), true), Cancellation));

        (await Task.WhenAll(callers)).ShouldAllBe(detail => detail.Reason.BigSegmentsStatus == BigSegmentsStatus.Stale);
        _segments.Reads.ShouldBe(Callers);
        ThreadPool.GetMinThreads(out var after, out _);
        after.ShouldBe(before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Variation_StoreNeverResponds_IsStoreErrorAtTheTimeout(bool isDeafToCancellation)
    {
        _segments.IsHeld = true;
        _segments.IsDeaf = isDeafToCancellation;
        await using var client = await OpenAsync();
        var answer = Task.Factory.StartNew(
            () => client.BoolVariationDetail("flag", User, false), Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await _segments.FirstRead.WaitAsync(Cancellation);

        _clock.Advance(TimeSpan.FromSeconds(5));

        var detail = await answer;
        detail.Value.ShouldBeTrue();
        detail.Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);
        client.BoolVariationDetail("flag", User, false).Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);
        _segments.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Variation_BlockedSynchronizationContext_StillReturns()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        _segments.Yields = true;
        await using var client = await OpenAsync();
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new NeverRuns());
            answer.SetResult(client.BoolVariation("flag", User, false));
        });

        thread.Start();

        (await answer.Task.WaitAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Variation_StoreThrowsAnyException_IsStoreErrorAndLoggedOnce()
    {
        _segments.Failure = new InvalidOperationException("broken");
        var log = new RecordedLog();
        await using var client = await OpenAsync(log);

        foreach (var user in new[] { "u1", "u2", "u3" })
        {
            client.BoolVariationDetail("flag", EvaluationContext.New(user), false)
                .Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);
        }

        log.Warnings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Status_ManyContexts_IsReadOnceAndThenInTheBackground()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();
        _segments.StatusReads.ShouldBe(0);

        for (var i = 0; i < 20; i++)
        {
            client.BoolVariation("flag", EvaluationContext.New($"user-{i}"), false);
        }

        _segments.StatusReads.ShouldBe(1);
        await _clock.WaitForTimersAsync(1, Cancellation);
        var second = _segments.WhenStatusReadsAsync(2);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await second.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Status_CannotBeRead_MembershipsStillCountAndAreStale()
    {
        _segments.Put("u1", null, "big.g2");
        _segments.StatusFailure = new FlagStoreException("no metadata");
        await using var client = await OpenAsync();

        var detail = client.BoolVariationDetail("flag", User, true);

        detail.Value.ShouldBeFalse();
        detail.Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.Stale);
    }

    [Fact]
    public async Task Dispose_ReadHangs_CancelsIt()
    {
        _segments.IsHeld = true;
        _segments.IsDeaf = true;
        var client = await OpenAsync();
        var answer = client.BoolVariationDetailAsync("flag", User, false, Cancellation).AsTask();

        await client.DisposeAsync();

        (await answer).Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);
        client.BoolVariationDetail("flag", User, false).Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);
    }

    private async Task<FlagClient> OpenAsync(RecordedLog? log = null)
    {
        var store = new MemoryFlagStore();
        await store.PutSegmentAsync(
            "big",
            FlagItems.Item(
                1, """{"unbounded":true,"generation":2,"rules":[{"clauses":[{"attribute":"key","op":"in","values":["u1"]}]}]}"""));
        await store.PutFlagAsync(
            "flag",
            FlagItems.Item(
                1,
                """
                {"on":true,"variations":[true,false],"fallthrough":{"variation":1},
                 "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["big"]}]}]}
                """));
        var options = new FlagClientOptions
        {
            Clock = _clock,
            RefreshInterval = Timeout.InfiniteTimeSpan,
            BigSegments = _segments,
            Logger = log,
        };
        return await FlagClient.OpenAsync(store, options, Cancellation);
    }

    // The context of a thread that waits: what is posted to it never runs.
    private sealed class NeverRuns : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}

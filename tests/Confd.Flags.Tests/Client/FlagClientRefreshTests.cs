using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Flags.Tests.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

public sealed class FlagClientRefreshTests : IAsyncDisposable
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedFlagStore _store = new();

    private FlagClientOptions Options => new() { Clock = _clock, RefreshInterval = TimeSpan.FromSeconds(10) };

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Refresh_IntervalElapsed_ServesWhatTheStoreHasNow()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "\"old\""));
        await using var client = await OpenAsync();
        var changed = NextChange(client);
        await _store.PutFlagAsync("a", FlagItems.Serving(2, "\"new\""));
        client.StringVariation("a", User, "").ShouldBe("old");

        await AdvanceAsync(10);

        (await changed).FlagKeys.ShouldBe(["a"]);
        client.StringVariation("a", User, "").ShouldBe("new");
        client.LastRead.ShouldBe(_clock.GetUtcNow());
    }

    [Fact]
    public async Task Refresh_HandlerThatRefreshes_GetsThatChangeAfterwards()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = await OpenAsync();
        var told = new List<string>();
        client.FlagsChanged += (_, change) =>
        {
            told.Add($"begin {change.FlagKeys[0]}");
            if (change.FlagKeys[0] == "a")
            {
                _store.PutFlagAsync("b", FlagItems.Serving(1, "1")).GetAwaiter().GetResult();
                client.RefreshAsync(Cancellation).Wait(Cancellation);
            }

            told.Add($"end {change.FlagKeys[0]}");
        };

        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));
        await client.RefreshAsync(Cancellation);

        told.ShouldBe(["begin a", "end a", "begin b", "end b"]);
    }

    [Fact]
    public async Task New_CallerHasATrace_LaterReadsDoNotUseIt()
    {
        var caller = new AsyncLocal<string?> { Value = "request 17" };
        var seen = System.Threading.Channels.Channel.CreateUnbounded<string?>();
        _store.OnRead = () => seen.Writer.TryWrite(caller.Value);
        await using var client = new FlagClient(_store, Options);
        await client.WaitUntilReadyAsync(Cancellation);
        while (seen.Reader.TryRead(out _))
        {
            // The first reading may begin within the caller's call.
        }

        // What the clock's own thread has would be seen otherwise.
        caller.Value = null;
        await AdvanceAsync(10);

        (await seen.Reader.ReadAsync(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Refresh_CancelledWhileTheStoreFails_IsCancelledAndNotAFailure()
    {
        await using var client = await OpenAsync();
        using var left = new CancellationTokenSource();
        _store.OnRead = () =>
        {
            left.Cancel();
            throw new FlagStoreException("the store is down");
        };

        await Should.ThrowAsync<OperationCanceledException>(() => client.RefreshAsync(left.Token));

        client.Health.IsReadable.ShouldBeTrue();
    }

    [Fact]
    public async Task Refresh_NothingChanged_RaisesNoEvent()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "true"));
        await using var client = await OpenAsync();
        var events = 0;
        client.FlagsChanged += (_, _) => events++;
        client.SnapshotChanged += (_, _) => events++;
        var reads = _store.Reads;

        await client.RefreshAsync(Cancellation);

        _store.Reads.ShouldBeGreaterThan(reads);
        events.ShouldBe(0);
    }

    [Fact]
    public async Task Refresh_SegmentChanged_NamesTheFlagsThatReferToIt()
    {
        await _store.PutSegmentAsync("inner", FlagItems.Item(1, "{}"));
        await _store.PutSegmentAsync("outer", FlagItems.Item(1, """{"rules":[{"clauses":[{"op":"segmentMatch","values":["inner"]}]}]}"""));
        await _store.PutFlagAsync("direct", FlagItems.Item(1, """{"rules":[{"clauses":[{"op":"segmentMatch","values":["outer"]}]}]}"""));
        await _store.PutFlagAsync("indirect", FlagItems.Item(1, """{"prerequisites":[{"key":"direct","variation":0}]}"""));
        await _store.PutFlagAsync("other", FlagItems.Serving(1, "true"));
        await using var client = await OpenAsync();
        var changed = NextChange(client);

        await _store.PutSegmentAsync("inner", FlagItems.Item(2, """{"included":["u1"]}"""));
        await client.RefreshAsync(Cancellation);

        (await changed).FlagKeys.ShouldBe(["direct", "indirect"]);
    }

    [Fact]
    public async Task Refresh_FlagsAddedAndDeleted_NamesThem()
    {
        await _store.PutFlagAsync("gone", FlagItems.Serving(1, "true"));
        await using var client = await OpenAsync();
        var changed = NextChange(client);

        await _store.PutFlagAsync("gone", VersionedItem.Tombstone(2));
        await _store.PutFlagAsync("added", FlagItems.Serving(1, "true"));
        await client.RefreshAsync(Cancellation);

        (await changed).FlagKeys.ShouldBe(["added", "gone"]);
    }

    [Fact]
    public async Task Refresh_StoreFails_ServesTheLastSnapshotUntilARefreshSucceeds()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = await OpenAsync();
        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));
        _store.IsBroken = true;
        await Should.ThrowAsync<FlagStoreException>(() => client.RefreshAsync(Cancellation));

        await AdvanceAsync(10);
        await _clock.WaitForTimersAsync(1, Cancellation);
        client.IntVariation("a", User, 0).ShouldBe(1);

        var changed = NextChange(client);
        _store.IsBroken = false;
        await AdvanceAsync(10);
        await changed;
        client.IntVariation("a", User, 0).ShouldBe(2);
    }

    [Fact]
    public async Task Refresh_HandlerThrows_StillReads()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await using var client = await OpenAsync();
        client.FlagsChanged += (_, _) => throw new InvalidOperationException("a handler's own problem");

        await _store.PutFlagAsync("a", FlagItems.Serving(2, "2"));
        await client.RefreshAsync(Cancellation);

        client.IntVariation("a", User, 0).ShouldBe(2);
    }

    [Fact]
    public async Task Open_StoreFails_Throws()
    {
        _store.IsBroken = true;

        await Should.ThrowAsync<FlagStoreException>(OpenAsync);
    }

    [Fact]
    public async Task New_StoreFailsAtFirst_ReturnsDefaultsUntilItIsAvailable()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "true"));
        _store.IsBroken = true;
        await using var client = new FlagClient(_store, Options);
        await _clock.WaitForTimersAsync(1, Cancellation);
        client.IsReady.ShouldBeFalse();
        client.BoolVariationDetail("a", User, false).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.ClientNotReady);

        _store.IsBroken = false;
        await AdvanceAsync(10);
        await client.WaitUntilReadyAsync(Cancellation);

        client.IsReady.ShouldBeTrue();
        client.BoolVariation("a", User, false).ShouldBeTrue();
    }

    [Fact]
    public async Task Refresh_StoreFailed_IsTriedAgainBeforeTheIntervalIsOver()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "true"));
        _store.IsBroken = true;
        await using var client = new FlagClient(_store, Options with { RefreshInterval = TimeSpan.FromHours(1) });
        await _clock.WaitForTimersAsync(1, Cancellation);
        _store.IsBroken = false;

        _clock.Advance(TimeSpan.FromSeconds(1));

        await client.WaitUntilReadyAsync(Cancellation);
    }

    [Fact]
    public async Task Open_FlagKeysAreSet_ReadsThemAndWhatTheyReferTo()
    {
        await _store.PutFlagAsync(
            "a",
            FlagItems.Item(
                1,
                """
                {"on":true,"prerequisites":[{"key":"b","variation":0}],"variations":["off","in","out"],"offVariation":0,
                 "fallthrough":{"variation":2},"rules":[{"variation":1,"clauses":[{"op":"segmentMatch","values":["outer","none"]}]}]}
                """));
        await _store.PutFlagAsync("b", FlagItems.Serving(1, "true"));
        await _store.PutFlagAsync("c", FlagItems.Serving(1, "true"));
        await _store.PutSegmentAsync("outer", FlagItems.Item(1, """{"rules":[{"clauses":[{"op":"segmentMatch","values":["inner"]}]}]}"""));
        await _store.PutSegmentAsync("inner", FlagItems.Item(1, """{"included":["u1"]}"""));
        var reads = _store.Reads;

        await using var client = await FlagClient.OpenAsync(
            _store, Options with { FlagKeys = ["a"] }, Cancellation);

        (_store.Reads - reads).ShouldBe(5); // a, b, outer, none, inner
        client.StringVariation("a", User, "").ShouldBe("in");
        client.BoolVariationDetail("c", User, false).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.FlagNotFound);
    }

    [Fact]
    public async Task WaitUntilReady_ClientIsDisposedBefore_Ends()
    {
        _store.IsBroken = true;
        var client = new FlagClient(_store, Options);
        var waiting = client.WaitUntilReadyAsync(Cancellation);

        client.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(() => waiting);
        client.Dispose();
    }

    [Fact]
    public void Store_Null_IsRefused() => Should.Throw<ArgumentNullException>(() => new FlagClient(null!));

    [Fact]
    public void Options_OutOfRange_AreRefused() => Should.Throw<ArgumentOutOfRangeException>(
        () => new FlagClient(_store, new FlagClientOptions { RefreshInterval = TimeSpan.Zero }));

    private static Task<FlagsChangedEventArgs> NextChange(FlagClient client)
    {
        var change = new TaskCompletionSource<FlagsChangedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.FlagsChanged += (_, arguments) => change.TrySetResult(arguments);
        return change.Task.WaitAsync(Cancellation);
    }

    private Task<FlagClient> OpenAsync() => FlagClient.OpenAsync(_store, Options, Cancellation);

    private async Task AdvanceAsync(int seconds)
    {
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
    }
}

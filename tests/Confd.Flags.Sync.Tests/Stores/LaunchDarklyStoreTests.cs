using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Stores;
using Confd.Following;
using Confd.StoreSpec;
using Confd.TestSupport;

namespace Confd.Flags.Sync.Tests.Stores;

public sealed class LaunchDarklyStoreTests : IAsyncLifetime
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly RecordedLog _log = new(withAttributes: true);
    private ScriptedLaunchDarkly _service = null!;

    public async ValueTask InitializeAsync() => _service = await ScriptedLaunchDarkly.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Streaming_ClientOverIt_IsReadyWithTheFirstDataAndSeesEachChange()
    {
        await using var client = Open(Store());
        var stream = await _service.AcceptStreamAsync(Cancellation);
        client.IsReady.ShouldBeFalse();
        client.IntVariationDetail("a", User, 9).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.ClientNotReady);

        await stream.PutAsync($$$"""{"flags":{"a":{{{Flag(1, 1)}}} },"segments":{}}""");
        await client.WaitUntilReadyAsync(Cancellation);
        client.IntVariation("a", User, 9).ShouldBe(1);

        var changes = Changes(client);
        await stream.PatchAsync("/flags/a", Flag(2, 2));
        await changes.ReadAsync(Cancellation);
        client.IntVariation("a", User, 9).ShouldBe(2);

        await stream.PatchAsync("/flags/a", Flag(1, 5));
        await stream.DeleteAsync("/flags/a", 3);
        await changes.ReadAsync(Cancellation);
        client.IntVariationDetail("a", User, 9).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.FlagNotFound);
    }

    [Fact]
    public async Task Streaming_ConnectionBreaksOrFails_ReconnectsAndKeepsServing()
    {
        var store = Store();
        await using var client = Open(store);
        var first = await _service.AcceptStreamAsync(Cancellation);
        await first.PutAsync($$$"""{"flags":{"a":{{{Flag(1, 1)}}} },"segments":{}}""");
        await client.WaitUntilReadyAsync(Cancellation);
        var changes = Changes(client);

        _service.FailStreams(503, 400);
        first.Break();
        var second = await _service.AcceptStreamAsync(Cancellation);
        client.IntVariation("a", User, 9).ShouldBe(1);
        await second.PutAsync($$$"""{"flags":{"a":{{{Flag(2, 2)}}} },"segments":{}}""");
        await changes.ReadAsync(Cancellation);

        client.IntVariation("a", User, 9).ShouldBe(2);
        _log.Lines.Count(line => line.StartsWith("Warning Flags cannot be followed", StringComparison.Ordinal)).ShouldBe(3);
        store.TakeStreamInits().Select(attempt => attempt.HasFailed).ShouldBe([false, true, true, false]);
        store.TakeStreamInits().ShouldBeEmpty();
    }

    [Fact]
    public async Task Streaming_RefusedAfterTheFirstData_IsReportedByTheClientHealth()
    {
        await using var client = Open(Store(new() { RefusedRetryDelay = TimeSpan.FromMilliseconds(1) }));
        var first = await _service.AcceptStreamAsync(Cancellation);
        await first.PutAsync($$$"""{"flags":{"a":{{{Flag(1, 1)}}} },"segments":{}}""");
        await client.WaitUntilReadyAsync(Cancellation);
        client.Health.IsReadable.ShouldBeTrue();
        var health = System.Threading.Channels.Channel.CreateUnbounded<FlagStoreHealth>();
        client.HealthChanged += (_, _) => health.Writer.TryWrite(client.Health);

        _service.FailStreams(401, 401);
        first.Break();

        var broken = await health.Reader.ReadAsync(Cancellation);
        broken.IsReadable.ShouldBeFalse();
        broken.LastFailure.ShouldNotBeNull();
        broken.Problem.ShouldBeOfType<LaunchDarklyException>();
        client.IntVariation("a", User, 9).ShouldBe(1);
        var second = await _service.AcceptStreamAsync(Cancellation);
        await second.PutAsync($$$"""{"flags":{"a":{{{Flag(1, 1)}}} },"segments":{}}""");
        (await health.Reader.ReadAsync(Cancellation)).IsReadable.ShouldBeTrue();
    }

    [Fact]
    public async Task FollowingChanged_HandlerThrows_IsLoggedAndTheStoreIsStillFilled()
    {
        var store = Store();
        store.FollowingChanged += (_, _) => throw new ObjectDisposedException("status light");
        await using var client = Open(store);
        var first = await _service.AcceptStreamAsync(Cancellation);
        await first.PutAsync($$$"""{"flags":{"a":{{{Flag(1, 1)}}} },"segments":{}}""");
        await client.WaitUntilReadyAsync(Cancellation);
        var changes = Changes(client);

        first.Break();
        await (await _service.AcceptStreamAsync(Cancellation)).PutAsync($$$"""{"flags":{"a":{{{Flag(2, 2)}}} },"segments":{}}""");

        await changes.ReadAsync(Cancellation);
        client.IntVariation("a", User, 9).ShouldBe(2);
        _log.Lines.ShouldContain(line => line.StartsWith("Error A handler of a flag store's event failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{sorry")]
    [InlineData("""{"path":"/flags/x","data":true}""")]
    public async Task Streaming_InvalidEvent_Reconnects(string data)
    {
        await using var store = Store();
        var first = await _service.AcceptStreamAsync(Cancellation);

        await first.SendAsync($"event: patch\ndata: {data}\n\n");

        await _service.AcceptStreamAsync(Cancellation);
    }

    [Fact]
    public async Task Streaming_Refused_FailsAtOnce()
    {
        _service.FailStreams(403);
        await using var store = Store();

        var problem = await Should.ThrowAsync<FlagStoreException>(() => store.WaitForDataAsync(Cancellation));

        problem.Message.ShouldContain("answered 403");
        (await Should.ThrowAsync<FlagStoreException>(() => store.GetAllAsync(DataKind.Features, Cancellation)))
            .Message.ShouldBe(problem.Message);
        _log.Lines.ShouldContain(line => line.StartsWith("Error Flags are refused; trying again", StringComparison.Ordinal));
        _log.Lines.ShouldAllBe(line => !line.Contains(_service.SdkKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Streaming_RefusedAndAllowedLater_IsReadyThen()
    {
        _service.FailStreams(401, 403, 405);
        await using var store = Store(new() { RefusedRetryDelay = TimeSpan.FromMilliseconds(1) });

        // Its own clock stands: it does not wait for the end of a pause.
        var clock = new FakeTimeProvider();
        var options = new FlagClientOptions { LiveUpdates = true, MinTimeBetweenChanges = TimeSpan.Zero, Clock = clock };
        await using var client = new FlagClient(store, options);
        await clock.WaitForTimersAsync(1, Cancellation);

        var stream = await _service.AcceptStreamAsync(Cancellation);
        await stream.PutAsync($$$"""{"flags":{"a":{{{Flag(1, 1)}}} },"segments":{}}""");
        await client.WaitUntilReadyAsync(Cancellation);

        client.IntVariation("a", User, 9).ShouldBe(1);
        await store.WaitForDataAsync(Cancellation);
        _log.Lines.Count(line => line.StartsWith("Error Flags are refused; trying again", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Theory]
    [InlineData(false, 30, 5, 1, 5)]
    [InlineData(false, 30, 5, 3, 20)]
    [InlineData(false, 30, 5, 9, 60)]
    [InlineData(true, 30, 5, 1, 5)]
    [InlineData(true, 900, 5, 1, 15)]
    [InlineData(false, 30, 120, 4, 120)]
    public void RefusedRetryDelay_OfEachRefusal_GrowsFromMinutesToAnHour(
        bool isPolling, int pollSeconds, int minutes, int refusals, int longestMinutes)
    {
        var options = new LaunchDarklyStoreOptions
        {
            IsPolling = isPolling,
            PollInterval = TimeSpan.FromSeconds(pollSeconds),
            RefusedRetryDelay = TimeSpan.FromMinutes(minutes),
        };

        Backoff.After(refusals, (options with { Random = () => 0 }).RefusalBackoff).ShouldBe(TimeSpan.FromMinutes(longestMinutes / 2.0));
        Backoff.After(refusals, (options with { Random = () => 1 }).RefusalBackoff).ShouldBe(TimeSpan.FromMinutes(longestMinutes));
    }

    [Fact]
    public async Task Streaming_BrokenItems_AreSkippedAndStoredOnesStay()
    {
        await using var store = Store();
        var stream = await _service.AcceptStreamAsync(Cancellation);

        await stream.PutAsync($$$"""{"flags":{"a":{{{Flag(1, 1)}}},"":{{{Flag(1, 1)}}} },"segments":{}}""");
        await store.WaitForDataAsync(Cancellation);
        (await store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);

        await using var watch = (await store.OpenWatchAsync(Cancellation))!;
        await stream.PutAsync($$$"""{"flags":{"a":{"key":"other","version":2},"b":{{{Flag(1, 1)}}} },"segments":{}}""");
        await watch.WaitForChangeAsync(Cancellation);
        var flags = await store.GetAllAsync(DataKind.Features, Cancellation);
        flags.Keys.Order(StringComparer.Ordinal).ShouldBe(["a", "b"]);
        flags["a"].Version.ShouldBe(1);

        await stream.PatchAsync("/flags/b", """{"key":"c","version":7}""");
        await stream.PatchAsync("/flags/b", Flag(8, 8));
        await watch.WaitForChangeAsync(Cancellation);
        (await store.GetAsync(DataKind.Features, "b", Cancellation))!.Version.ShouldBe(8);
    }

    [Fact]
    public async Task Polling_Changes_AreSeenAtTheInterval()
    {
        var clock = new FakeTimeProvider();
        _service.Data = $$$"""{"flags":{"a":{{{Flag(1, 1)}}} },"segments":{}}""";
        await using var store = Store(new() { IsPolling = true, PollInterval = TimeSpan.FromMinutes(1), Clock = clock });
        await using var client = Open(store);
        await client.WaitUntilReadyAsync(Cancellation);
        client.IntVariation("a", User, 9).ShouldBe(1);
        var changes = Changes(client);

        _service.Data = $$$"""{"flags":{"a":{{{Flag(2, 2)}}} },"segments":{}}""";
        await clock.WaitForTimersAsync(1, Cancellation);
        clock.Advance(TimeSpan.FromMinutes(1));
        await changes.ReadAsync(Cancellation);

        client.IntVariation("a", User, 9).ShouldBe(2);
    }

    [Fact]
    public async Task Behind_FilledStore_IsReadAtOnceAndWritten()
    {
        var table = new MemoryFlagStore(new FlagDataSet(new KindItems(
            DataKind.Features, new Dictionary<string, VersionedItem> { ["old"] = new(1, "{}"u8.ToArray()) })));
        await using var store = Store(new() { Behind = table });
        var stream = await _service.AcceptStreamAsync(Cancellation);
        (await store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["old"]);

        await stream.PutAsync($$$"""{"flags":{"a":{{{Flag(1, 1)}}} },"segments":{}}""");
        await store.WaitForDataAsync(Cancellation);

        (await table.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Behind_StoreThrowsUnexpectedException_IsWrittenAgainLater()
    {
        await using var store = Store(new() { Behind = new StumblingStore(), RefusedRetryDelay = TimeSpan.FromMilliseconds(1) });
        await (await _service.AcceptStreamAsync(Cancellation)).PutAsync($$$"""{"flags":{"a":{{{Flag(1, 1)}}} },"segments":{}}""");

        await Eventually.IsSoAsync(async () => await store.GetAsync(DataKind.Features, "a", Cancellation) is not null, Cancellation);

        _log.Lines.ShouldContain(line => line.Contains("an unexpected error (TimeoutException)", StringComparison.Ordinal));
        _log.Lines.ShouldAllBe(line => !line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Behind_ReadThroughCache_SeesStreamWritesAtOnce()
    {
        var cache = new CachedFlagStore(new MemoryFlagStore(), new() { TimeToLive = TimeSpan.FromHours(1) });
        await using var store = Store(new() { Behind = cache });
        var stream = await _service.AcceptStreamAsync(Cancellation);
        await stream.PutAsync("""{"flags":{},"segments":{}}""");
        await store.WaitForDataAsync(Cancellation);
        await using var client = new FlagClient(
            store, new FlagClientOptions { ReadThrough = new() { TimeToLive = TimeSpan.Zero }, LeavesStoreOpen = true });
        client.IntVariation("a", User, 9).ShouldBe(9);

        await using var watch = (await store.OpenWatchAsync(Cancellation))!;
        await stream.PatchAsync("/flags/a", Flag(1, 1));
        await watch.WaitForChangeAsync(Cancellation);

        client.IntVariation("a", User, 9).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_ServiceCannotBeReached_ThrowsWithTheReasonAfterTheStartTimeout(bool isPolling)
    {
        var clock = new FakeTimeProvider();
        var nowhere = new Uri("http://127.0.0.1:9");
        var store = new LaunchDarklyStore(
            new LaunchDarklyOptions { SdkKey = "sdk-key", BaseUri = nowhere, StreamUri = nowhere },
            new() { IsPolling = isPolling, Clock = clock });
        var failed = new TaskCompletionSource();
        store.FollowingChanged += (_, _) => failed.TrySetResult();

        var opening = FlagClient.OpenAsync(store, new() { Clock = clock }, Cancellation);
        while (store.FollowingFailure is null)
        {
            await failed.Task.WaitAsync(Cancellation);
        }

        await clock.WaitForTimersDueInAsync([TimeSpan.FromSeconds(30)], Cancellation);
        opening.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(30));

        (await Should.ThrowAsync<FlagStoreException>(() => opening)).Message
            .ShouldStartWith("no flags were received within 30 seconds: ");
    }

    [Fact]
    public async Task Streaming_NoLoggerOfItsOwn_LogsToThatOfTheClient()
    {
        await using var client = new FlagClient(
            new LaunchDarklyStore(
                new LaunchDarklyOptions { SdkKey = _service.SdkKey, BaseUri = _service.Uri, StreamUri = _service.Uri },
                new() { FirstRetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(10) }),
            new() { LiveUpdates = true, Logger = _log });
        var stream = await _service.AcceptStreamAsync(Cancellation);
        await stream.PutAsync($$$"""{"flags":{"a":{{{Flag(1, 1)}}} },"segments":{}}""");
        await client.WaitUntilReadyAsync(Cancellation);

        _service.FailStreams(503);
        stream.Break();
        await _service.AcceptStreamAsync(Cancellation);

        await _log.WaitForAsync("Flags cannot be followed");
    }

    [Fact]
    public async Task Dispose_DuringAWait_EndsTheWait()
    {
        var store = Store();
        var waiting = store.GetAsync(DataKind.Features, "a", Cancellation);

        await store.DisposeAsync();
        await store.DisposeAsync();

        await Should.ThrowAsync<FlagStoreException>(() => waiting);
    }

    private static string Flag(long version, int value) =>
        $$"""{"version":{{version}},"on":true,"variations":[{{value}}],"fallthrough":{"variation":0} }""";

    private static System.Threading.Channels.ChannelReader<FlagsChangedEventArgs> Changes(FlagClient client)
    {
        var changes = System.Threading.Channels.Channel.CreateUnbounded<FlagsChangedEventArgs>();
        client.FlagsChanged += (_, change) => changes.Writer.TryWrite(change);
        return changes.Reader;
    }

    private static FlagClient Open(LaunchDarklyStore store) =>
        new(store, new FlagClientOptions { LiveUpdates = true, MinTimeBetweenChanges = TimeSpan.Zero });

    private LaunchDarklyStore Store(LaunchDarklyStoreOptions? options = null) => new(
        new LaunchDarklyOptions { SdkKey = _service.SdkKey, BaseUri = _service.Uri, StreamUri = _service.Uri },
        (options ?? new()) with
        {
            FirstRetryDelay = TimeSpan.FromMilliseconds(1),
            MaxRetryDelay = TimeSpan.FromMilliseconds(10),
            Logger = _log,
        });

    // The first write of everything fails as no store should.
    private sealed class StumblingStore : IFlagStore
    {
        private readonly MemoryFlagStore _store = new();
        private bool _hasFailed;

        public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken)
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                throw new TimeoutException("secret");
            }

            return _store.InitAsync(data, cancellationToken);
        }

        public Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
            _store.GetAsync(kind, key, cancellationToken);

        public Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken) =>
            _store.GetAllAsync(kind, cancellationToken);

        public Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken) =>
            _store.UpsertAsync(kind, key, item, cancellationToken);

        public Task<bool> InitializedAsync(CancellationToken cancellationToken) => _store.InitializedAsync(cancellationToken);

        public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => _store.IsAvailableAsync(cancellationToken);

        public ValueTask DisposeAsync() => _store.DisposeAsync();
    }
}

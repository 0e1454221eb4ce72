using System.Text;
using Confd.BackendSpec;
using Confd.Backends;
using Confd.Engine.Backends;
using Confd.Engine.Flags;
using Confd.Engine.Keys;
using Confd.Engine.Observing;
using Confd.Engine.Resources;
using Confd.Engine.Running;
using Confd.Engine.Tests.Flags;
using Confd.Following;
using Confd.GoTemplate.Values;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Running;

/// <summary>One cycle reads each backend and each flag source once, within a limit, and remembers the result.</summary>
public sealed class CycleReadsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _logger = new(withAttributes: true);
    private readonly MemoryKeyBackend _backend = new();
    private readonly RunContext _context;

    public CycleReadsTests() => _context = new RunContext(_clock, _logger, new Observers(), new LoopProgress(_clock));

    [Fact]
    public async Task Select_ManyResources_ReadsTheBackendOnceForAllTheirKeys()
    {
        _backend.Set("/app/a", "1");
        _backend.Set("/db/b", "2");
        OpenedResource[] resources = [Opened("a", ["/app"]), Opened("b", ["/db", "/app"]), Opened("c", ["/app"])];
        var readings = new CycleReadings(resources, Limit, _context);

        foreach (var resource in resources)
        {
            await readings.SelectAsync(resource, Cancellation);
        }

        _backend.Reads.ShouldBe(1);
        _backend.LastLookupKeys.ShouldBe(["/app", "/db"]);
    }

    // As with the original, which takes the prefix away as text.
    [Theory]
    [InlineData("/my_app", "/my/app/db")]
    [InlineData("/MyApp", "/myapp/db")]
    [InlineData("/my/app", "/db")]
    public async Task Select_PrefixIsSpelledDifferentlyByTheBackend_KeepsTheFullNames(string prefix, string key)
    {
        await using var backend = new EnvironmentBackend(
            () => [new("MY_APP_DB", "x"u8.ToArray()), new("MYAPP_DB", "x"u8.ToArray()), new("MY_APPLE_DB", default)]);
        var opened = Opened("a", [prefix], prefix: prefix);
        opened = new OpenedResource(opened.Resource, [opened.Sources[0] with { Backend = backend }]);

        var keys = await new CycleReadings([opened], Limit, _context).SelectAsync(opened, Cancellation);

        keys.Keys.ToArray().ShouldHaveSingleItem().ToString().ShouldBe(key);
    }

    [Fact]
    public async Task Select_SameKeysAndPrefix_ReturnsTheSameSnapshot()
    {
        _backend.Set("/app/a", "1");
        OpenedResource[] resources = [Opened("a", ["/app"]), Opened("b", ["/app"]), Opened("c", ["/app"], prefix: "/app")];
        var readings = new CycleReadings(resources, Limit, _context);

        var first = await readings.SelectAsync(resources[0], Cancellation);

        (await readings.SelectAsync(resources[1], Cancellation)).ShouldBeSameAs(first);
        (await readings.SelectAsync(resources[2], Cancellation)).ShouldNotBeSameAs(first);
    }

    // Lookup keys match as text: what lies beside the prefix is somebody else's.
    [Theory]
    [InlineData("/", "/app/a /apple/b")]
    [InlineData("/app", "/a")]
    public async Task Select_Prefix_ExcludesNeighbouringKeys(string prefix, string keys)
    {
        _backend.Set("/app/a", "1");
        _backend.Set("/apple/b", "2");
        var resource = Opened("a", ["/app"], prefix);

        var snapshot = await new CycleReadings([resource], Limit, _context).SelectAsync(resource, Cancellation);

        string.Join(' ', snapshot.Keys.ToArray()).ShouldBe(keys);
    }

    [Fact]
    public async Task Select_Secrets_AreKnownByTheNamesThatTemplatesUse()
    {
        _backend.Set("/app/open", "1");
        _backend.Set("/app/hidden", "2");
        _backend.Secrets.Add("/app/hidden");
        var resource = Opened("a", ["/app"], prefix: "/app");

        var snapshot = await new CycleReadings([resource], Limit, _context).SelectAsync(resource, Cancellation);

        snapshot.HasSecrets.ShouldBeTrue();
        var use = new SecretUse();
        snapshot.For(use).TryGetValue(ByteString.FromString("/open"), out _);
        use.HasReadSecret.ShouldBeFalse();
        snapshot.For(use).TryGetValue(ByteString.FromString("/hidden"), out _);
        use.HasReadSecret.ShouldBeTrue();
    }

    [Fact]
    public async Task Select_ReadingFailed_FailsAllItsResourcesWithoutAnotherRead()
    {
        _backend.ReadError = new KeyBackendException("it is away");
        OpenedResource[] resources = [Opened("a", ["/app"]), Opened("b", ["/app"])];
        var readings = new CycleReadings(resources, Limit, _context);

        foreach (var resource in resources)
        {
            (await Should.ThrowAsync<KeyBackendException>(() => readings.SelectAsync(resource, Cancellation))).Message.ShouldBe(
                "it is away");
        }

        _backend.Reads.ShouldBe(1);
        _logger.Count("Error Backend fetch failed").ShouldBe(2);
    }

    [Theory]
    [InlineData(null, "context deadline exceeded (backend memory took longer than 3s)")]
    [InlineData("throttled all the time", "throttled all the time")]
    public async Task Select_LimitPasses_ReportsItUnlessTheReadHasAnotherReason(string? lastWord, string reason)
    {
        var gate = new TaskCompletionSource();
        _backend.Gate = gate.Task;
        _backend.LastWord = lastWord;
        var resource = Opened("a", ["/app"]);
        var reading = new CycleReadings([resource], Limit, _context).SelectAsync(resource, Cancellation);

        _clock.Advance(Limit);

        (await Should.ThrowAsync<KeyBackendException>(() => reading)).Message.ShouldBe(reason);
    }

    [Fact]
    public async Task Select_NoLimit_WaitsAsLongAsItTakes()
    {
        var gate = new TaskCompletionSource();
        _backend.Gate = gate.Task;
        var resource = Opened("a", ["/app"]);
        var reading = new CycleReadings([resource], TimeSpan.Zero, _context).SelectAsync(resource, Cancellation);

        _clock.Advance(TimeSpan.FromDays(40));
        gate.SetResult();

        (await reading).Count.ShouldBe(0);
    }

    [Fact]
    public async Task Begin_WhileAnotherCycleReadsTheBackend_WaitsForItsEnd()
    {
        var gate = new TaskCompletionSource();
        _backend.Gate = gate.Task;
        var resource = Opened("a", ["/app"]);
        var first = new CycleReadings([resource], Limit, _context).StartReadingAsync(resource, Cancellation);
        var second = new CycleReadings([resource], Limit, _context).StartReadingAsync(resource, Cancellation);

        _backend.Reads.ShouldBe(1);
        gate.SetResult();
        await first;
        await second;

        _backend.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Begin_WhileAnotherEngineReadsABackendOfTheSameObject_DoesNotWait()
    {
        OpenedResource[] resources = [Opened("a", ["/app"])];
        var gate = new TaskCompletionSource();
        _backend.Gate = gate.Task;
        var other = new RunContext(_clock, _logger, new Observers(), new LoopProgress(_clock));

        Task[] both =
        [
            new CycleReadings(resources, TimeSpan.Zero, _context).StartReadingAsync(resources[0], Cancellation),
            new CycleReadings(resources, TimeSpan.Zero, other).StartReadingAsync(resources[0], Cancellation),
        ];

        _backend.Reads.ShouldBe(2);
        gate.SetResult();
        await Task.WhenAll(both);
    }

    [Fact]
    public async Task Select_Cancelled_IsNotAFailureOfTheBackend()
    {
        using var stop = new CancellationTokenSource();
        _backend.Gate = new TaskCompletionSource().Task;
        var resource = Opened("a", ["/app"]);
        var reading = new CycleReadings([resource], Limit, _context).SelectAsync(resource, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        _logger.Count("Backend fetch failed").ShouldBe(0);
    }

    [Fact]
    public async Task Select_AbsentKeysBeforeARollout_AreAnErrorThatNamesThem()
    {
        _backend.Absent.Add("/app/gone");
        var resource = Opened("a", ["/app/gone", "/app"]);

        (await new CycleReadings([resource], Limit, _context).SelectAsync(resource, Cancellation)).Count.ShouldBe(0);
        var strict = new CycleReadings([resource], Limit, _context) { RefusesAbsent = true };

        (await Should.ThrowAsync<KeyBackendException>(() => strict.SelectAsync(resource, Cancellation)))
            .Message.ShouldBe("does not exist: /app/gone");
    }

    [Fact]
    public async Task Select_NamedBackends_AreJoinedUnderTheirNames()
    {
        var other = new MemoryKeyBackend("other");
        _backend.Set("/app/a", "1");
        other.Set("/app/a", "2");
        var own = Opened("a", ["/app"], prefix: "/app");
        var resource = new OpenedResource(own.Resource, [.. own.Sources, new KeySource("vault", other, null, ["/app"])]);

        var snapshot = await new CycleReadings([resource], Limit, _context).SelectAsync(resource, Cancellation);

        snapshot.Count.ShouldBe(2);
        Text(snapshot, "/a").ShouldBe("1");
        Text(snapshot, "vault:/app/a").ShouldBe("2");
    }

    [Fact]
    public async Task Find_ManyResources_ReadTheSourceOnceAndEvaluateWithTheirOwnContext()
    {
        var source = new MemoryFlagSource();
        var flags = new CycleFlags(Limit, _context);

        foreach (var context in (string[])["{\"key\":\"a\"}", "{\"key\":\"b\"}"])
        {
            (await flags.FindAsync(WithFlags(source, context), Cancellation)).ShouldNotBeNull();
        }

        source.Reads.ShouldBe(1);
        source.Contexts.ShouldBe(["{\"key\":\"a\"}", "{\"key\":\"b\"}"]);
        (await flags.FindAsync(Opened("c", []), Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_ReadingFailed_IsNotTriedAgainInTheCycle()
    {
        var source = new MemoryFlagSource { Problem = "no such table" };
        var flags = new CycleFlags(Limit, _context);

        for (var round = 0; round < 2; round++)
        {
            (await Should.ThrowAsync<KeyBackendException>(() => flags.FindAsync(WithFlags(source, "{}"), Cancellation)))
                .Message.ShouldBe("no such table");
        }

        source.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Find_AnotherCycleStillReadsTheSource_WaitsForItsTurn()
    {
        var gate = new TaskCompletionSource();
        var source = new MemoryFlagSource { Gate = gate.Task };
        var first = new CycleFlags(Limit, _context).FindAsync(WithFlags(source, "{}"), Cancellation);
        var second = new CycleFlags(Limit, _context).FindAsync(WithFlags(source, "{}"), Cancellation);

        source.Reads.ShouldBe(1);
        gate.SetResult();

        (await first).ShouldNotBeNull();
        (await second).ShouldNotBeNull();
        source.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Find_ContextIsInvalid_IsAMistakeOfTheFile()
    {
        var source = new MemoryFlagSource { ContextProblem = "no key" };

        (await Should.ThrowAsync<ResourceException>(() => new CycleFlags(Limit, _context).FindAsync(WithFlags(source, "{}"), Cancellation)))
            .Message.ShouldBe("no key (/conf.d/f.toml:7:11)");
    }

    [Fact]
    public async Task Find_LimitPasses_NamesTheTable()
    {
        var source = new UnresponsiveSource();
        var reading = new CycleFlags(Limit, _context).FindAsync(WithFlags(source, "{}"), Cancellation);

        _clock.Advance(Limit);

        (await Should.ThrowAsync<KeyBackendException>(() => reading))
            .Message.ShouldBe("context deadline exceeded (the flag table flags took longer than 3s)");
    }

    private static string Text(KeySnapshot snapshot, string key) =>
        snapshot.TryGetValue(ByteString.FromString(key), out var value) ? Encoding.UTF8.GetString(value.Span) : "<none>";

    private static OpenedResource WithFlags(IFlagSource source, string context)
    {
        var settings = new FlagSettings(new FlagOrigin("flags", null, null), context, "/conf.d/f.toml:7:11");
        return new OpenedResource(ResourceOf("f", [], "/") with { Flags = settings }, []) { Flags = source };
    }

    private OpenedResource Opened(string name, string[] lookupKeys, string prefix = "/") =>
        new(ResourceOf(name, lookupKeys, prefix), [new KeySource("", _backend, null, lookupKeys)]);

    private static Resource ResourceOf(string name, string[] lookupKeys, string prefix) => new()
    {
        Path = $"/conf.d/{name}.toml",
        Source = "",
        Destination = $"/out/{name}",
        Prefix = prefix,
        LookupKeys = lookupKeys,
        UserId = 0,
        GroupId = 0,
    };

    private sealed class UnresponsiveSource : IFlagSource
    {
        public Task<Func<string, FlagLookup>> ReadAsync(CancellationToken cancellationToken) =>
            new TaskCompletionSource<Func<string, FlagLookup>>().Task;

        public Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IChangeWatch<bool>?>(null);

        public Task<bool> RefreshAsync(CancellationToken cancellationToken) => Task.FromResult(false);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

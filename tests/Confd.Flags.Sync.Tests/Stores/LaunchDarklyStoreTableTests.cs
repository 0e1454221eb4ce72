using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Confd.Flags.Sync.Stores;
using Confd.StoreSpec;
using Confd.TestSupport;

namespace Confd.Flags.Sync.Tests.Stores;

/// <summary>A table behind the store, which others fill too.</summary>
public sealed class LaunchDarklyStoreTableTests : IAsyncLifetime
{
    private static readonly TimeSpan Failure = TimeSpan.FromSeconds(60);

    private readonly RecordedLog _log = new();
    private readonly MemoryReconcilingStore _table = new() { RemovesLeftovers = true };
    private ScriptedLaunchDarkly _service = null!;

    public async ValueTask InitializeAsync() => _service = await ScriptedLaunchDarkly.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Put_NewTable_IsClaimedAndDifferencesAreWritten()
    {
        await using var store = Store();
        var stream = await AcceptAsync();
        await stream.PutAsync(Data("a"));
        await store.WaitForDataAsync(Cancellation).WaitAsync(Failure, Cancellation);
        var written = await _table.GetAsync(DataKind.Features, "a", Cancellation);

        await using var other = Store();
        await (await AcceptAsync()).PutAsync(Data("a", "b"));
        await other.WaitForDataAsync(Cancellation).WaitAsync(Failure, Cancellation);

        _table.Keys.ShouldBe(["a", "b"], ignoreOrder: true);
        (await _table.GetAsync(DataKind.Features, "a", Cancellation)).ShouldBeSameAs(written);
        _table.Source.ShouldNotBeNull().Name.ShouldBe(_service.Uri.AbsoluteUri.TrimEnd('/'));
    }

    [Fact]
    public async Task Put_TableOfAnotherSource_IsRefusedUnlessItMayBeTakenOver()
    {
        _table.Source = new FlagTableSource("another", "https://other.example", SyncedOn: null);
        await WriteAsync("theirs");
        await using (Store())
        {
            await (await AcceptAsync()).PutAsync(Data("a"));
            await _log.WaitForAsync("Error Flags are refused; trying again");
            _table.Keys.ShouldBe(["theirs"]);
        }

        await using var store = Store(new() { TakeOver = true });
        await (await AcceptAsync()).PutAsync(Data("a"));
        await store.WaitForDataAsync(Cancellation).WaitAsync(Failure, Cancellation);
        _table.Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Put_WouldRemoveEverything_IsNotAppliedNorAreLaterChangesInAForeignTable()
    {
        await WriteAsync("a");
        await using var store = Store();
        var stream = await AcceptAsync();

        await stream.PutAsync("""{"flags":{},"segments":{}}""");
        await stream.PatchAsync("/flags/b", """{"key":"b","version":1}""");
        await _log.WaitForAsync("Warning Flag change not applied: what came before it was not");

        _table.Keys.ShouldBe(["a"]);
        _log.Warnings.ShouldContain(line => line.StartsWith("Flag data not applied: it would remove too much [", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Put_AppliedAtTheSecondAttempt_KeepsNewerWritesOfOthers()
    {
        await using var store = Store(new() { FirstRetryDelay = TimeSpan.FromMilliseconds(1) });
        var first = await AcceptAsync();
        _table.BeforeReconcile = () =>
        {
            WriteAsync("late").GetAwaiter().GetResult();
            throw new FlagStoreException("throttled");
        };
        await first.PutAsync(Data("a"));

        await (await AcceptAsync()).PutAsync(Data("a", "late"));

        await store.WaitForDataAsync(Cancellation).WaitAsync(Failure, Cancellation);
        _table.Keys.ShouldBe(["a", "late"], ignoreOrder: true);
    }

    [Fact]
    public async Task Poll_ResponseWithMoreThanTheTableHas_IsRequestedAgainAndWritten()
    {
        _service.Data = Data("a");
        await using var store = Store(new() { IsPolling = true });
        await store.WaitForDataAsync(Cancellation).WaitAsync(Failure, Cancellation);

        await using var other = Store(new() { IsPolling = true, Behind = _table }, data: Data("a", "b"));
        await other.WaitForDataAsync(Cancellation).WaitAsync(Failure, Cancellation);

        _table.Keys.ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public async Task Put_TableBehindACache_IsSeenThroughTheCacheAtOnce()
    {
        var cache = new CachedFlagStore(_table, new() { TimeToLive = TimeSpan.FromHours(1) });
        (await cache.GetAllAsync(DataKind.Features, Cancellation)).ShouldBeEmpty();
        await using var store = Store(new() { Behind = cache });

        await (await AcceptAsync()).PutAsync(Data("a"));
        await store.WaitForDataAsync(Cancellation).WaitAsync(Failure, Cancellation);

        (await store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);
        _table.Source.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Patch_OfTheOnlyOversizedItem_SetsTheMarkOfTheTable(bool isCached)
    {
        _table.TooLarge.Add("big");
        await using var store = Store(new() { Behind = isCached ? new CachedFlagStore(_table, new()) : null });
        var stream = await AcceptAsync();
        await stream.PutAsync(Data("a", "big"));
        await store.WaitForDataAsync(Cancellation).WaitAsync(Failure, Cancellation);
        _table.IsMarked.ShouldBeFalse();

        _table.TooLarge.Clear();
        await stream.PatchAsync("/flags/big", """{"key":"big","version":2}""");

        await _log.WaitForAsync("Information Flag change received");
        _table.IsMarked.ShouldBeTrue();
        (await store.GetAsync(DataKind.Features, "big", Cancellation)).ShouldNotBeNull().Version.ShouldBe(2);
    }

    private static string Data(params string[] flags) =>
        $$$"""{"flags":{{{{string.Join(',', flags.Select(flag => $$"""
            "{{flag}}":{"version":1}
            """))}}}},"segments":{}}""";

    private LaunchDarklyStore Store(LaunchDarklyStoreOptions? options = null, string? data = null)
    {
        _service.Data = data ?? _service.Data;
        options ??= new();
        return new(
            new LaunchDarklyOptions { SdkKey = _service.SdkKey, BaseUri = _service.Uri, StreamUri = _service.Uri },
            options with { Behind = options.Behind ?? _table, Logger = _log });
    }

    private Task<StreamConnection> AcceptAsync() => _service.AcceptStreamAsync(Cancellation).AsTask().WaitAsync(Failure, Cancellation);

    private Task WriteAsync(string key) =>
        _table.UpsertAsync(DataKind.Features, key, new VersionedItem(1, "{}"u8.ToArray()), Cancellation);
}

using Confd.Flags.Storage;
using Confd.Flags.Sync;
using Confd.StoreSpec;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests.Sync;

/// <summary>The table ends equal to the source, whatever the service and other syncs do.</summary>
public sealed class FlagSyncTests : IAsyncLifetime
{
    private const string OneFlag = """{"flags":{"a":{"key":"a","version":5}},"segments":{}}""";
    private static readonly TimeSpan Failure = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = new();
    private readonly WarningLogger _logger = new();
    private readonly CancellationTokenSource _stop = new();
    private ScriptedFlagService _service = null!;
    private FlagTestTable _table = null!;
    private DynamoFlagStore _store = null!;
    private FlagServiceClient _client = null!;
    private FlagSync _sync = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _table = await FlagTestTable.CreateAsync();
        _service = await ScriptedFlagService.StartAsync();
        _store = new DynamoFlagStore(_table.Client, _table.Name);
        _client = OpenClient();
        _sync = OpenSync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _sync.Dispose();
        _client.Dispose();
        await _service.DisposeAsync();
        await _table.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Stream_PutPatchesAndDeletes_TableIsEqualToTheSource()
    {
        await _store.UpsertAsync(DataKind.Features, "leftover", Some.Flag("leftover", 3), Cancellation);
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        var connection = await _service.AcceptStreamAsync(Cancellation);

        await connection.PutAsync(OneFlag);
        await connection.PatchAsync("/flags/b", """{"key":"b","version":2,"unknown":{"kept":true}}""");
        await connection.PatchAsync("/segments/s", """{"key":"s","version":1}""");
        await connection.PatchAsync("/flags/a", """{"key":"a","version":4}""");
        await connection.PatchAsync("/flags/b", """{"key":"b","version":2,"duplicate":true}""");
        await connection.DeleteAsync("/segments/s", 2);
        await connection.DeleteAsync("/flags/never-seen", 7);
        await connection.PatchAsync("/flags/never-seen", """{"key":"never-seen","version":6}""");
        await connection.PatchAsync("/flags/last", """{"key":"last","version":1}""");
        await UntilAsync(async () => await _store.GetAsync(DataKind.Features, "last", Cancellation) is not null);

        var flags = await _store.GetAllLiveAsync(DataKind.Features, Cancellation);
        flags.Keys.ShouldBe(["a", "b", "last"], ignoreOrder: true);
        flags["a"].Version.ShouldBe(5);
        Some.Text(flags["b"]).ShouldBe("""{"key":"b","version":2,"unknown":{"kept":true}}""");
        (await _store.GetAllLiveAsync(DataKind.Segments, Cancellation)).ShouldBeEmpty();
        (await _store.InitializedAsync(Cancellation)).ShouldBeTrue();
        _sync.State.IsHealthy.ShouldBeTrue();
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_BreaksEndsAndBrokenEvents_ReconnectsWithLongerWaits()
    {
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        (await _service.AcceptStreamAsync(Cancellation)).Break();
        await PassAsync(TimeSpan.FromSeconds(1));
        (await _service.AcceptStreamAsync(Cancellation)).End();
        await PassAsync(TimeSpan.FromSeconds(2));
        await (await _service.AcceptStreamAsync(Cancellation)).SendAsync("event: put\ndata: nonsense\n\n");
        await PassAsync(TimeSpan.FromSeconds(4));

        var connection = await _service.AcceptStreamAsync(Cancellation);
        _sync.State.IsHealthy.ShouldBeFalse();
        await connection.PutAsync(OneFlag);
        await UntilAsync(() => Task.FromResult(_sync.State.IsHealthy));

        _logger.Warnings.Count.ShouldBe(3);
        (await _store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_ServerErrors_AreRetriedAndRefusalsAreFinal()
    {
        _service.FailStreams(503, 429, 401);
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        await PassAsync(TimeSpan.FromSeconds(1));
        await PassAsync(TimeSpan.FromSeconds(2));

        var exception = await Should.ThrowAsync<FlagServiceException>(running);

        exception.IsFinal.ShouldBeTrue();
        exception.Message.ShouldContain("check the SDK key");
        _sync.State.Problem.ShouldBe(exception.Message);
        _logger.Warnings.ShouldAllBe(warning => !warning.Contains(_service.SdkKey));
    }

    [Fact]
    public async Task Stream_MissedChangesWhileDisconnected_AreMadeUpByTheNextPut()
    {
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        var connection = await _service.AcceptStreamAsync(Cancellation);
        await connection.PutAsync("""{"flags":{"a":{"key":"a","version":5},"gone":{"key":"gone","version":1}},"segments":{}}""");
        await UntilAsync(() => Task.FromResult(_sync.State.IsHealthy));
        connection.Break();
        await PassAsync(TimeSpan.FromSeconds(1));

        await (await _service.AcceptStreamAsync(Cancellation)).PutAsync("""{"flags":{"a":{"key":"a","version":6}},"segments":{}}""");
        await UntilAsync(async () => (await _store.GetAsync(DataKind.Features, "a", Cancellation))?.Version == 6);
        await UntilAsync(async () => await _store.GetAsync(DataKind.Features, "gone", Cancellation) is null);
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_TableHasHigherVersionThanTheSource_TheSourceWins()
    {
        await _store.UpsertAsync(DataKind.Features, "a", Some.Flag("a", 999), Cancellation);
        var running = _sync.RunStreamAsync(_client, _stop.Token);

        await (await _service.AcceptStreamAsync(Cancellation)).PutAsync(OneFlag);

        await UntilAsync(async () => (await _store.GetAsync(DataKind.Features, "a", Cancellation))?.Version == 5);
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_FlagTooLargeForTheTable_DoesTheRestAndStaysConnected()
    {
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        var connection = await _service.AcceptStreamAsync(Cancellation);

        await connection.PutAsync(OneFlag.Replace("\"version\":5", $"\"version\":5,\"salt\":\"{new string('x', 500_000)}\"", StringComparison.Ordinal));
        await connection.PatchAsync("/flags/b", """{"key":"b","version":2}""");
        await UntilAsync(async () => await _store.GetAsync(DataKind.Features, "b", Cancellation) is not null);

        _sync.State.IsHealthy.ShouldBeFalse();
        _sync.State.Problem.ShouldNotBeNull().ShouldContain("the item 'a' in 'features' would be ");
        connection.Aborted.IsCancellationRequested.ShouldBeFalse();
        await StopAsync(running);
    }

    [Fact]
    public async Task Polling_Changes_AreTakenOverAndUnchangedStatesCostNothing()
    {
        _service.Data = OneFlag;
        var running = _sync.RunPollingAsync(_client, _stop.Token);
        await _service.WaitForPollAsync(Cancellation);
        await PassAsync(TimeSpan.FromSeconds(30));
        await _service.WaitForPollAsync(Cancellation);
        _service.NotModified.ShouldBe(1);
        (await _store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);

        _service.Data = """{"flags":{"b":{"key":"b","version":1}},"segments":{"s":{"key":"s","version":1}}}""";
        await PassAsync(TimeSpan.FromSeconds(30));
        await UntilAsync(async () => (await _store.GetAllAsync(DataKind.Segments, Cancellation)).Count == 1);

        await UntilAsync(async () => (await _store.GetAllAsync(DataKind.Features, Cancellation)).Keys.SequenceEqual(["b"]));
        await StopAsync(running);
    }

    [Fact]
    public async Task Polling_Failures_AreRetriedWithBackoffAndRefusalsAreFinal()
    {
        _service.FailPolls(500, 502, 403);
        var running = _sync.RunPollingAsync(_client, _stop.Token);
        await PassAsync(TimeSpan.FromSeconds(1));
        await PassAsync(TimeSpan.FromSeconds(2));

        (await Should.ThrowAsync<FlagServiceException>(running)).IsFinal.ShouldBeTrue();
    }

    [Fact]
    public async Task Sync_TableHasMoreThanTheAnswer_AsksAgainBeforeItRemovesAnything()
    {
        await _store.InitAsync(Some.Data(Some.Flag("other-sync-was-faster", 1)), Cancellation);
        _service.Data = OneFlag;

        await _sync.SyncAsync(_client, Cancellation);

        await _service.WaitForPollAsync(Cancellation);
        await _service.WaitForPollAsync(Cancellation);
        (await _store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Sync_TableCannotBeWritten_FailsAndTheNextTimeFetchesAgain()
    {
        _service.Data = OneFlag;
        using var absent = new FlagSync(
            new DynamoFlagStore(_table.Client, "absent-table"), new FlagSyncOptions(), _clock, _logger);

        await Should.ThrowAsync<FlagStoreException>(() => absent.SyncAsync(_client, Cancellation));
        await _sync.SyncAsync(_client, Cancellation);

        (await _store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Sync_ItemTooLarge_FailsAfterAllOthersWereWritten()
    {
        _service.Data = $$"""{"flags":{"big":{"key":"big","version":1,"salt":"{{new string('x', 500_000)}}"},"a":{"key":"a","version":1} } }""";

        (await Should.ThrowAsync<FlagItemTooLargeException>(() => _sync.SyncAsync(_client, Cancellation))).Key.ShouldBe("big");

        (await _store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Syncs_ManyAtOnceOnOneTable_EndEqualToTheSource()
    {
        const int Flags = 60;
        var clients = Enumerable.Range(0, 4).Select(_ => OpenClient()).ToList();
        for (var revision = 1; revision <= 5; revision++)
        {
            var data = Enumerable.Range(revision * 5, Flags).Select(i => $"\"flag-{i}\":{{\"key\":\"flag-{i}\",\"version\":{revision}}}");
            _service.Data = $$"""{"flags":{{{string.Join(',', data)}}},"segments":{} }""";
            await Task.WhenAll(clients.Select(client => Task.Run(
                async () =>
                {
                    using var sync = OpenSync();
                    await sync.SyncAsync(client, Cancellation);
                },
                Cancellation)));

            var all = await _store.GetAllLiveAsync(DataKind.Features, Cancellation);
            all.Keys.ShouldBe(Enumerable.Range(revision * 5, Flags).Select(i => $"flag-{i}"), ignoreOrder: true);
            all.Values.ShouldAllBe(item => item.Version == revision);
        }

        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Stop_WhileConnected_EndsWithoutFailure()
    {
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        var connection = await _service.AcceptStreamAsync(Cancellation);
        await connection.PutAsync(OneFlag);
        await UntilAsync(() => Task.FromResult(_sync.State.IsHealthy));

        await StopAsync(running);
    }

    private FlagServiceClient OpenClient() =>
        new(new FlagServiceOptions { SdkKey = _service.SdkKey, BaseUri = _service.Uri, StreamUri = _service.Uri });

    // Without chance: waits are the longest they can be.
    private FlagSync OpenSync() => new(_store, new FlagSyncOptions { Random = () => 1 }, _clock, _logger);

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running.WaitAsync(Failure, Cancellation);
    }

    /// <summary>Waits for the sync to come to a wait, and lets the time pass.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        await _clock.WaitForTimerWithinAsync(time, Cancellation).WaitAsync(Failure, Cancellation);
        _clock.Advance(time);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Failure);
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}

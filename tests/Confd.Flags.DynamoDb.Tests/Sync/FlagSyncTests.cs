using Confd.Flags.Storage;
using Confd.Flags.Sync;
using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.DynamoDb.Tests.Sync;

/// <summary>The table ends equal to the source, whatever the service and other syncs do.</summary>
public sealed class FlagSyncTests : FlagSyncTestBase
{
    private const string OneFlag = """{"flags":{"a":{"key":"a","version":5}},"segments":{}}""";
    private FlagSync _sync = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _sync = OpenSync();
    }

    [Fact]
    public async Task Stream_PutPatchesAndDeletes_TableIsEqualToTheSource()
    {
        await Store.UpsertAsync(DataKind.Features, "leftover", TestFlags.Flag("leftover", 3), Cancellation);
        await Store.PutSourceAsync(Client.Origin, replaced: null, syncedOn: null, Cancellation);
        var running = _sync.RunStreamAsync(Client, Stopping);
        var connection = await Service.AcceptStreamAsync(Cancellation);

        await connection.PutAsync(OneFlag);
        await connection.PatchAsync("/flags/b", """{"key":"b","version":2,"unknown":{"kept":true}}""");
        await connection.PatchAsync("/segments/s", """{"key":"s","version":1}""");
        await connection.PatchAsync("/flags/a", """{"key":"a","version":4}""");
        await connection.PatchAsync("/flags/b", """{"key":"b","version":2,"duplicate":true}""");
        await connection.DeleteAsync("/segments/s", 2);
        await connection.DeleteAsync("/flags/never-seen", 7);
        await connection.PatchAsync("/flags/never-seen", """{"key":"never-seen","version":6}""");
        await connection.PatchAsync("/flags/last", """{"key":"last","version":1}""");
        await UntilAsync(async () => await Store.GetAsync(DataKind.Features, "last", Cancellation) is not null);

        var flags = await Store.GetAllLiveAsync(DataKind.Features, Cancellation);
        flags.Keys.ShouldBe(["a", "b", "last"], ignoreOrder: true);
        flags["a"].Version.ShouldBe(5);
        TestFlags.Text(flags["b"]).ShouldBe("""{"key":"b","version":2,"unknown":{"kept":true}}""");
        (await Store.GetAllLiveAsync(DataKind.Segments, Cancellation)).ShouldBeEmpty();
        (await Store.InitializedAsync(Cancellation)).ShouldBeTrue();
        _sync.State.IsHealthy.ShouldBeTrue();
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_BreaksEndsAndBrokenEvents_ReconnectsWithBackoff()
    {
        var running = _sync.RunStreamAsync(Client, Stopping);
        (await Service.AcceptStreamAsync(Cancellation)).Break();
        await PassAsync(TimeSpan.FromSeconds(1));
        (await Service.AcceptStreamAsync(Cancellation)).End();
        await PassAsync(TimeSpan.FromSeconds(2));
        await (await Service.AcceptStreamAsync(Cancellation)).SendAsync("event: put\ndata: nonsense\n\n");
        await PassAsync(TimeSpan.FromSeconds(4));

        var connection = await Service.AcceptStreamAsync(Cancellation);
        _sync.State.IsHealthy.ShouldBeFalse();
        await connection.PutAsync(OneFlag);
        await UntilAsync(() => Task.FromResult(_sync.State.IsHealthy));

        Logger.Warnings.Count.ShouldBe(3);
        (await Store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_ServerErrors_AreRetriedAndRefusalsAreFinal()
    {
        Service.FailStreams(503, 429, 401);
        var running = _sync.RunStreamAsync(Client, Stopping);
        await PassAsync(TimeSpan.FromSeconds(1));
        await PassAsync(TimeSpan.FromSeconds(2));

        var exception = await Should.ThrowAsync<LaunchDarklyException>(running);

        exception.IsPermanent.ShouldBeTrue();
        exception.Message.ShouldContain("check the SDK key");
        _sync.State.Problem.ShouldBe(exception.Message);
        Logger.Warnings.ShouldAllBe(warning => !warning.Contains(Service.SdkKey));
    }

    [Fact]
    public async Task Stream_ChangesMissedWhileDisconnected_ArriveWithTheNextPut()
    {
        var running = _sync.RunStreamAsync(Client, Stopping);
        var connection = await Service.AcceptStreamAsync(Cancellation);
        await connection.PutAsync("""{"flags":{"a":{"key":"a","version":5},"gone":{"key":"gone","version":1}},"segments":{}}""");
        await UntilAsync(() => Task.FromResult(_sync.State.IsHealthy));
        connection.Break();
        await PassAsync(TimeSpan.FromSeconds(1));

        await (await Service.AcceptStreamAsync(Cancellation)).PutAsync("""{"flags":{"a":{"key":"a","version":6}},"segments":{}}""");
        await UntilAsync(async () => (await Store.GetAsync(DataKind.Features, "a", Cancellation))?.Version == 6);
        await UntilAsync(async () => await Store.GetAsync(DataKind.Features, "gone", Cancellation) is null);
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_TableHasHigherVersionThanTheSource_TheSourceWins()
    {
        await Store.UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 999), Cancellation);
        await Store.PutSourceAsync(Client.Origin, replaced: null, syncedOn: null, Cancellation);
        var running = _sync.RunStreamAsync(Client, Stopping);

        await (await Service.AcceptStreamAsync(Cancellation)).PutAsync(OneFlag);

        await UntilAsync(async () => (await Store.GetAsync(DataKind.Features, "a", Cancellation))?.Version == 5);
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_FlagTooLargeForTheTable_WritesTheRestAndStaysConnected()
    {
        var running = _sync.RunStreamAsync(Client, Stopping);
        var connection = await Service.AcceptStreamAsync(Cancellation);

        await connection.PutAsync(
            OneFlag.Replace("\"version\":5", $"\"version\":5,\"salt\":\"{new string('x', 500_000)}\"", StringComparison.Ordinal));
        await connection.PatchAsync("/flags/b", """{"key":"b","version":2}""");
        await UntilAsync(async () => await Store.GetAsync(DataKind.Features, "b", Cancellation) is not null);

        _sync.State.IsHealthy.ShouldBeFalse();
        _sync.State.Problem.ShouldNotBeNull().ShouldContain("the item 'a' in 'features' would be ");
        connection.Aborted.IsCancellationRequested.ShouldBeFalse();
        await StopAsync(running);
    }

    [Fact]
    public async Task Polling_Changes_AreAppliedAndUnchangedStatesWriteNothing()
    {
        Service.Data = OneFlag;
        var running = _sync.RunPollingAsync(Client, Stopping);
        await Service.WaitForPollAsync(Cancellation);
        await PassAsync(TimeSpan.FromSeconds(30));
        await Service.WaitForPollAsync(Cancellation);
        Service.NotModified.ShouldBe(1);
        (await Store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);

        Service.Data = """{"flags":{"b":{"key":"b","version":1}},"segments":{"s":{"key":"s","version":1}}}""";
        await PassAsync(TimeSpan.FromSeconds(30));
        await UntilAsync(async () => (await Store.GetAllAsync(DataKind.Segments, Cancellation)).Count == 1);

        await UntilAsync(async () => (await Store.GetAllAsync(DataKind.Features, Cancellation)).Keys.SequenceEqual(["b"]));
        await StopAsync(running);
    }

    [Fact]
    public async Task Polling_Failures_AreRetriedWithBackoffAndRefusalsAreFinal()
    {
        Service.FailPolls(500, 502, 403);
        var running = _sync.RunPollingAsync(Client, Stopping);
        await PassAsync(TimeSpan.FromSeconds(1));
        await PassAsync(TimeSpan.FromSeconds(2));

        (await Should.ThrowAsync<LaunchDarklyException>(running)).IsPermanent.ShouldBeTrue();
    }

    [Fact]
    public async Task Sync_TableHasMoreThanTheResponse_RequestsAgainBeforeRemoving()
    {
        await Store.InitAsync(TestFlags.Data(TestFlags.Flag("other-sync-was-faster", 1)), Cancellation);
        await Store.PutSourceAsync(Client.Origin, replaced: null, syncedOn: null, Cancellation);
        Service.Data = OneFlag;

        await _sync.SyncAsync(Client, Cancellation);

        await Service.WaitForPollAsync(Cancellation);
        await Service.WaitForPollAsync(Cancellation);
        (await Store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Sync_TableCannotBeWritten_FailsAndTheNextTimeFetchesAgain()
    {
        Service.Data = OneFlag;
        var absent = new FlagSync(
            new DynamoFlagStore(Table.Client, "absent-table"), new FlagSyncOptions { Clock = Clock, Logger = Logger });

        await Should.ThrowAsync<FlagStoreException>(() => absent.SyncAsync(Client, Cancellation));
        await _sync.SyncAsync(Client, Cancellation);

        (await Store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Sync_ItemTooLarge_FailsAfterAllOthersWereWritten()
    {
        Service.Data =
            $$"""{"flags":{"big":{"key":"big","version":1,"salt":"{{new string('x', 500_000)}}"},"a":{"key":"a","version":1} } }""";

        (await Should.ThrowAsync<FlagItemTooLargeException>(() => _sync.SyncAsync(Client, Cancellation))).Key.ShouldBe("big");

        (await Store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Syncs_ManyAtOnceOnOneTable_EndEqualToTheSource()
    {
        const int Flags = 60;
        var clients = Enumerable.Range(0, 4).Select(_ => OpenClient()).ToList();
        for (var revision = 1; revision <= 5; revision++)
        {
            var data = Enumerable.Range(revision * 5, Flags).Select(i => $"\"flag-{i}\":{{\"key\":\"flag-{i}\",\"version\":{revision}}}");
            Service.Data = $$"""{"flags":{{{string.Join(',', data)}}},"segments":{} }""";
            await Task.WhenAll(clients.Select(client => Task.Run(
                async () =>
                {
                    var sync = OpenSync();
                    await sync.SyncAsync(client, Cancellation);
                },
                Cancellation)));

            var all = await Store.GetAllLiveAsync(DataKind.Features, Cancellation);
            all.Keys.ShouldBe(Enumerable.Range(revision * 5, Flags).Select(i => $"flag-{i}"), ignoreOrder: true);
            all.Values.ShouldAllBe(item => item.Version == revision);
        }

        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Stop_WhileConnected_EndsWithoutFailure()
    {
        var running = _sync.RunStreamAsync(Client, Stopping);
        var connection = await Service.AcceptStreamAsync(Cancellation);
        await connection.PutAsync(OneFlag);
        await UntilAsync(() => Task.FromResult(_sync.State.IsHealthy));

        await StopAsync(running);
    }
}

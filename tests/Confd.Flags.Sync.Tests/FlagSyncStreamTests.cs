using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.StoreSpec;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Sync.Tests;

/// <summary>How a sync handles late data and unexpected exceptions, beside other syncs of the same table.</summary>
public sealed class FlagSyncStreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Failure = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly MemoryReconcilingStore _store = new() { RemovesLeftovers = true };
    private readonly CancellationTokenSource _stop = new();
    private ScriptedLaunchDarkly _service = null!;
    private LaunchDarklyClient _client = null!;
    private FlagSync _sync = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await ScriptedLaunchDarkly.StartAsync();
        _client = new(new LaunchDarklyOptions { SdkKey = _service.SdkKey, BaseUri = _service.Uri, StreamUri = _service.Uri });
        _sync = new FlagSync(_store, new FlagSyncOptions { Random = () => 1, Clock = _clock, Logger = _log });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _client.Dispose();
        await _service.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Stream_FirstDataAppliedAtTheSecondAttempt_KeepsNewerWritesOfAnotherSync()
    {
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        var first = await AcceptAsync();
        _store.BeforeReconcile = () =>
        {
            WriteAsAnother("late");
            throw new FlagStoreException("throttled");
        };
        await first.PutAsync(Data("a"));
        await PassAsync(Second);
        await PassAsync(Second);

        var second = await AcceptAsync();
        _store.Keys.ShouldBe(["late"]);
        await second.PutAsync(Data("a", "late"));
        await UntilHealthyAsync();
        _store.Keys.ShouldBe(["a", "late"], ignoreOrder: true);
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_FurtherDataOfOneConnection_DoesNotRestoreItemsRemovedByAnotherSync()
    {
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        var first = await AcceptAsync();
        await first.PutAsync(Data("a", "gone"));
        await UntilHealthyAsync();
        _store.Lose(DataKind.Features, "gone");

        await first.PutAsync(Data("a", "gone"));
        await PassAsync(Second);

        await (await AcceptAsync()).PutAsync(Data("a"));
        _store.Keys.ShouldBe(["a"]);
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_FurtherDataEqualToTheTable_IsAppliedOnTheSameConnection()
    {
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        var first = await AcceptAsync();
        await first.PutAsync(Data("a"));
        await UntilHealthyAsync();

        await first.PutAsync("""{"flags":{"a":{"version":2}},"segments":{}}""");

        await Eventually.IsSoAsync(
            async () => await _store.GetAsync(DataKind.Features, "a", Cancellation) is { Version: 2 }, Cancellation);
        await StopAsync(running);
    }

    [Fact]
    public async Task Poll_ResponseWithItemsMissingInTheTable_IsRequestedAgain()
    {
        _service.Data = Data("a", "gone");
        await _sync.SyncAsync(_client, Cancellation);
        _store.Lose(DataKind.Features, "gone");
        _client.Forget();
        _service.AnswerNext(async context =>
        {
            _service.Data = Data("a");
            await context.Response.WriteAsync(Data("a", "gone"));
        });

        await _sync.SyncAsync(_client, Cancellation);

        _store.Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Stream_TableCheckThrowsUnexpectedException_LogsAndReconnects()
    {
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        await (await AcceptAsync()).PutAsync(Data("a"));
        await UntilHealthyAsync();
        _store.Problem = new InvalidOperationException("a secret, perhaps");

        await PassAsync(TimeSpan.FromMinutes(1));
        await PassAsync(Second);

        await AcceptAsync();
        _log.Warnings.ShouldHaveSingleItem().ShouldContain("Flag sync failed; trying again");
        await StopAsync(running);
    }

    [Fact]
    public async Task RunRepeatedly_UnexpectedException_IsRetried()
    {
        var times = 0;
        var running = _sync.RunRepeatedlyAsync(
            (_, _) => ++times == 1 ? throw new InvalidOperationException("a secret, perhaps") : _sync.SyncAsync(_client, Cancellation),
            _stop.Token);
        _service.Data = Data("a");

        await PassAsync(Second);

        await UntilHealthyAsync();
        await StopAsync(running);
    }

    private static string Data(params string[] flags) =>
        $$$"""{"flags":{{{{string.Join(',', flags.Select(flag => $$"""
            "{{flag}}":{"version":1}
            """))}}}},"segments":{}}""";

    private Task<StreamConnection> AcceptAsync() => _service.AcceptStreamAsync(Cancellation).AsTask().WaitAsync(Failure, Cancellation);

    private void WriteAsAnother(string key) =>
        _store.UpsertAsync(DataKind.Features, key, new VersionedItem(1, "{}"u8.ToArray()), Cancellation).GetAwaiter().GetResult();

    private Task UntilHealthyAsync() => Eventually.IsSoAsync(() => Task.FromResult(_sync.State.IsHealthy), Cancellation);

    private async Task PassAsync(TimeSpan time)
    {
        await _clock.WaitForTimerWithinAsync(time, Cancellation).WaitAsync(Failure, Cancellation);
        _clock.Advance(time);
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running.WaitAsync(Failure, Cancellation);
    }
}

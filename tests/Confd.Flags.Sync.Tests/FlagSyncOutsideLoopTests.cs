using System.Diagnostics.Metrics;
using System.Text;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Confd.StoreSpec;
using Confd.TestSupport;

namespace Confd.Flags.Sync.Tests;

/// <summary>A sync that is requested by a call, such as one for a webhook, fails: the state and the metrics show it, and a loop that runs
/// beside it tries again.</summary>
public sealed class FlagSyncOutsideLoopTests : IAsyncLifetime
{
    private static readonly TimeSpan Failure = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly MemoryReconcilingStore _store = new() { RemovesLeftovers = true };
    private readonly CancellationTokenSource _stop = new();
    private readonly Meter _meter = new("test");
    private readonly MeterListener _listener = new();
    private long _failures;
    private ScriptedLaunchDarkly _service = null!;
    private LaunchDarklyClient _client = null!;
    private FlagSync _sync = null!;

    public async ValueTask InitializeAsync()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _meter) && instrument.Name == "confd_flag_sync_failures_total")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _failures, value));
        _listener.Start();
        _service = await ScriptedLaunchDarkly.StartAsync();
        _service.Data = Data(version: 1);
        _client = new(new LaunchDarklyOptions { SdkKey = _service.SdkKey, BaseUri = _service.Uri, StreamUri = _service.Uri });
        _sync = new FlagSync(
            _store,
            new FlagSyncOptions { Random = () => 1, Clock = _clock, Logger = _log, Metrics = new FlagSyncMetrics(_meter) });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _client.Dispose();
        await _service.DisposeAsync();
        _stop.Dispose();
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Sync_SourceFailsBesideALoop_LoopTriesAgainUntilItSucceeds()
    {
        var running = await StartPollingAsync();
        _service.Data = Data(version: 2);
        _service.FailPolls(500, 502);

        await Should.ThrowAsync<LaunchDarklyException>(() => _sync.SyncAsync(_client, Cancellation));
        await PassAsync(Second);
        await PassAsync(2 * Second);

        await UntilVersionAsync(2);
        Interlocked.Read(ref _failures).ShouldBe(2);
        _sync.State.IsHealthy.ShouldBeTrue();
        await StopAsync(running);
    }

    [Fact]
    public async Task Sync_FailsTwiceBeforeTheLoopTriesAgain_CountsEachFailureOnce()
    {
        var running = await StartPollingAsync();
        _service.Data = Data(version: 2);
        _service.FailPolls(500, 502);

        await Task.WhenAll(
            Should.ThrowAsync<LaunchDarklyException>(() => _sync.SyncAsync(_client, Cancellation)),
            Should.ThrowAsync<LaunchDarklyException>(() => _sync.SyncAsync(_client, Cancellation)));
        await PassAsync(Second);

        await UntilVersionAsync(2);
        Interlocked.Read(ref _failures).ShouldBe(2);
        await StopAsync(running);
    }

    [Fact]
    public async Task Sync_ReadOfTheCallerIsWrongBesideALoop_LoopContinues()
    {
        var running = await StartPollingAsync();

        await Should.ThrowAsync<ArgumentException>(
            () => _sync.SyncAsync(_ => throw new ArgumentException("of the caller"), Cancellation));

        running.IsCompleted.ShouldBeFalse();
        await StopAsync(running);
    }

    [Fact]
    public async Task Sync_RemovesTooMuchWithoutALoop_IsThrownAndNotLoggedToo()
    {
        await _sync.SyncAsync(_client, Cancellation);
        _service.Data = """{"flags":{},"segments":{}}""";

        await Should.ThrowAsync<FlagRemovalRefusedException>(() => _sync.SyncAsync(_client, Cancellation));

        _log.Warnings.ShouldBeEmpty();
        _sync.State.Refusal.ShouldNotBeNull();
        Interlocked.Read(ref _failures).ShouldBe(1);
    }

    [Fact]
    public async Task Sync_SourceKeepsFailingBesideALoop_IsAProblemAfterTheReconnectTimeout()
    {
        var running = await StartPollingAsync();
        _service.FailPolls([.. Enumerable.Repeat(500, 7)]);

        await Should.ThrowAsync<LaunchDarklyException>(() => _sync.SyncAsync(_client, Cancellation));
        foreach (var seconds in new[] { 1, 2, 4, 8, 16 })
        {
            await PassAsync(seconds * Second);
        }

        await _clock.WaitForTimersDueInAsync([30 * Second], Cancellation).WaitAsync(Failure, Cancellation);
        _sync.State.IsHealthy.ShouldBeTrue();
        await PassAsync(30 * Second);

        _sync.State.Problem.ShouldNotBeNull().ShouldContain("500");
        await StopAsync(running);
    }

    [Fact]
    public async Task Sync_SourceRefusesTheKeyBesideALoop_EndsTheLoop()
    {
        var running = await StartPollingAsync();
        _service.FailPolls(401);

        await Should.ThrowAsync<LaunchDarklyException>(() => _sync.SyncAsync(_client, Cancellation));

        (await Should.ThrowAsync<LaunchDarklyException>(running.WaitAsync(Failure, Cancellation))).IsPermanent.ShouldBeTrue();
        _sync.State.Problem.ShouldNotBeNull().ShouldContain("check the SDK key");
    }

    [Fact]
    public async Task Sync_AnotherSourceHasTheTableBesideALoop_EndsTheLoop()
    {
        var running = await StartPollingAsync();
        _store.Source = new FlagTableSource("another", "another source", null);
        _service.Data = Data(version: 2);

        await Should.ThrowAsync<FlagSourceDiffersException>(() => _sync.SyncAsync(_client, Cancellation));

        await Should.ThrowAsync<FlagSourceDiffersException>(running.WaitAsync(Failure, Cancellation));
    }

    [Fact]
    public async Task Sync_TableFailsBesideALoop_IsAProblemUntilTheLoopHasWrittenIt()
    {
        var running = await StartPollingAsync();
        _service.Data = Data(version: 2);
        _store.BeforeReconcile = () => throw new FlagStoreException("throttled");

        await Should.ThrowAsync<FlagStoreException>(() => _sync.SyncAsync(_client, Cancellation));
        _sync.State.Problem.ShouldBe("throttled");
        await PassAsync(Second);

        await UntilVersionAsync(2);
        await Eventually.IsSoAsync(() => Task.FromResult(_sync.State.IsHealthy), Cancellation);
        Interlocked.Read(ref _failures).ShouldBe(1);
        await StopAsync(running);
    }

    [Fact]
    public async Task Sync_SourceFailsBesideAStream_StreamIsOpenedAgain()
    {
        var running = _sync.RunStreamAsync(_client, _stop.Token);
        await (await AcceptAsync()).PutAsync(Data(version: 1));
        await _clock.WaitForTimerWithinAsync(TimeSpan.FromMinutes(1), Cancellation).WaitAsync(Failure, Cancellation);
        _service.FailPolls(500);

        await Should.ThrowAsync<LaunchDarklyException>(() => _sync.SyncAsync(_client, Cancellation));
        await PassAsync(Second);

        await (await AcceptAsync()).PutAsync(Data(version: 2));
        await UntilVersionAsync(2);
        await StopAsync(running);
    }

    [Fact]
    public async Task Sync_DataWouldRemoveEverything_IsARefusal()
    {
        await _sync.SyncAsync(_client, Cancellation);
        _service.Data = """{"flags":{},"segments":{}}""";

        await Should.ThrowAsync<FlagRemovalRefusedException>(() => _sync.SyncAsync(_client, Cancellation));

        _sync.State.Refusal.ShouldNotBeNull().ShouldContain("would remove all");
        Interlocked.Read(ref _failures).ShouldBe(1);
    }

    [Fact]
    public async Task Sync_FileCannotBeRead_IsAProblemUntilItCan()
    {
        Task<FlagDataSet> FailAsync(CancellationToken cancellationToken) => throw new IOException("the file is missing");

        await Should.ThrowAsync<IOException>(() => _sync.SyncAsync(FailAsync, Cancellation));
        _sync.State.Problem.ShouldBe("the file is missing");

        await _sync.SyncAsync(_ => Task.FromResult(FlagDataReader.Read(Encoding.UTF8.GetBytes(Data(version: 1)), "a file")), Cancellation);
        _sync.State.IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public async Task Sync_FailsWithinTheLoop_IsCountedOnce()
    {
        _service.FailPolls(500);
        var running = _sync.RunRepeatedlyAsync((_, _) => _sync.SyncAsync(_client, Cancellation), _stop.Token);
        await PassAsync(Second);

        await UntilVersionAsync(1);
        Interlocked.Read(ref _failures).ShouldBe(1);
        _log.Warnings.ShouldHaveSingleItem();
        await StopAsync(running);
    }

    private static string Data(int version) => $$$"""{"flags":{"a":{"version":{{{version}}}}},"segments":{}}""";

    private async Task<Task> StartPollingAsync()
    {
        var running = _sync.RunPollingAsync(_client, _stop.Token);
        await UntilVersionAsync(1);
        await _clock.WaitForTimerWithinAsync(TimeSpan.FromMinutes(1), Cancellation).WaitAsync(Failure, Cancellation);
        return running;
    }

    private Task UntilVersionAsync(int version) => Eventually.IsSoAsync(
        async () => (await _store.GetAsync(DataKind.Features, "a", Cancellation))?.Version == version, Cancellation);

    private Task<StreamConnection> AcceptAsync() => _service.AcceptStreamAsync(Cancellation).AsTask().WaitAsync(Failure, Cancellation);

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

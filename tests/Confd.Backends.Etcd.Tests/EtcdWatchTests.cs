using Confd.Backends.Etcd.Connections;
using Confd.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Backends.Etcd.Tests;

/// <summary>What a watch reports, and that it continues where it was when its stream is lost.</summary>
public sealed class EtcdWatchTests : IAsyncLifetime
{
    private EtcdServer? _server;
    private TcpGate? _gate;

    private EtcdStore Store => _server!.Store;

    public async ValueTask InitializeAsync()
    {
        _server = await EtcdServer.StartAsync();
        _gate = TcpGate.Open(_server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await (_gate?.DisposeAsync() ?? default);
        await (_server?.DisposeAsync() ?? default);
    }

    [Fact]
    public async Task Wait_ChangesAndDeletions_AreReported()
    {
        await using var backend = await OpenAsync(EtcdBackends.Quick);
        await using var watch = await WatchAsync(backend, "/app", "/web");

        await Store.PutAsync("/app/a", "1");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
        await Store.PutAsync("/app", "exact");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app"]);
        await Store.DeleteAsync("/app/a");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
        await Store.PutAsync("/apple", "a neighbour");
        await Store.PutAsync("/web/x", "1");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/web/x"]);
    }

    [Fact]
    public async Task Wait_NodeLosesTheCluster_PausesAndContinuesWhenItIsBack()
    {
        var (one, other) = await EtcdServer.StartPairAsync();
        await using var first = one;
        await using var second = other;
        var log = new RecordedLog();
        await using var backend = await EtcdBackends.OpenAsync([one.Url], EtcdBackends.Patient, log);
        await using var watch = await WatchAsync(backend, "/app");

        await other.Process.StopAsync();
        await Eventually.IsSoAsync(() => log.Warnings.Any(line => line.Contains("no leader", StringComparison.Ordinal)), Cancellation);
        var health = await backend.CheckHealthAsync(Cancellation);
        await other.Process.StartAsync(Cancellation);
        await one.Store.PutAsync("/app/a", "1");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
        health.Message.ShouldBe("etcd health check failed: the node has no leader");
    }

    [Fact]
    public async Task Wait_StreamIsCut_ReportsChangesMadeMeanwhile()
    {
        await using var backend = await OpenAsync(EtcdBackends.Patient);
        await using var watch = await WatchAsync(backend, "/app", "/web");
        await Store.PutAsync("/app/a", "1");
        await watch.WaitForChangeAsync(Cancellation);

        await _gate!.RefuseAsync();
        await Store.PutAsync("/app/b", "1");
        await Store.PutAsync("/web/c", "1");
        _gate.Resume();

        var told = new HashSet<string>();
        while (told.Count < 2)
        {
            told.UnionWith(await watch.WaitForChangeAsync(Cancellation));
        }

        told.ShouldBe(["/app/b", "/web/c"], ignoreOrder: true);
    }

    [Fact]
    public async Task Wait_ManyKeys_AreWatchedAfterALossWithManyChanges()
    {
        var keys = Enumerable.Range(0, 5_000).Select(number => $"/many/{number:0000}").ToArray();
        await using var backend = await OpenAsync(EtcdBackends.Patient);
        await using var watch = await WatchAsync(backend, keys);
        await Store.PutAsync(keys[0], "1");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe([keys[0]]);

        await _gate!.RefuseAsync();
        foreach (var key in keys.Take(4))
        {
            await Store.PutAsync(key, new string('x', 300_000));
        }

        await Store.PutAsync(keys[^1], "1");
        _gate.Resume();

        var told = new HashSet<string>();
        while (told.Count < 5)
        {
            told.UnionWith(await watch.WaitForChangeAsync(Cancellation));
        }

        told.ShouldBe([.. keys.Take(4), keys[^1]], ignoreOrder: true);
    }

    // More than an answer may hold.
    [Fact]
    public async Task Wait_StreamIsCutDuringManyChanges_ReportsTheLastChange()
    {
        var log = new RecordedLog();
        await using var backend = await EtcdBackends.OpenAsync([_gate!.Address], EtcdBackends.Patient, log);
        await using var watch = await WatchAsync(backend, "/app");
        await Store.PutAsync("/app/a", "1");
        await watch.WaitForChangeAsync(Cancellation);

        await _gate.RefuseAsync();
        for (var megabytes = 0; megabytes < 40; megabytes++)
        {
            await Store.PutAsync("/app/big", new string('x', 1_000_000));
        }

        await Store.PutAsync("/app/last", "1");
        _gate.Resume();

        var told = new HashSet<string>();
        while (!told.Contains("/app/last"))
        {
            told.UnionWith(await watch.WaitForChangeAsync(Cancellation));
        }

        told.ShouldBe(["/app/big", "/app/last"], ignoreOrder: true);
        log.Warnings.ShouldNotContain(line => line.Contains("exceeds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Wait_ServerIsRestarted_Continues()
    {
        await using var backend = await OpenAsync(EtcdBackends.Patient);
        await using var watch = await WatchAsync(backend, "/app");

        await _server!.Process.StopAsync();
        await _server.Process.StartAsync(Cancellation);
        await Store.PutAsync("/app/a", "1");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
    }

    [Fact]
    public async Task Wait_ServerWithAuthenticationIsRestarted_LogsInAgainAndContinues()
    {
        await Store.EnableAuthenticationAsync();
        await using var backend = await EtcdBackends.OpenAsync(
            [_gate!.Address],
            EtcdBackends.Patient,
            null,
            (ServerOptions.Username, "app"),
            (ServerOptions.Password, "apppw"),
            (EtcdBackendFactory.BasicAuth, true));
        await using var watch = await WatchAsync(backend, "/app");

        await _server!.Process.StopAsync();
        await _server.Process.StartAsync(Cancellation);
        await Store.PutAsRootAsync("/app/a", "1");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
    }

    [Fact]
    public async Task Wait_ChangesWereCompacted_ReportsAnyChangeAndContinues()
    {
        await using var backend = await OpenAsync(EtcdBackends.Patient);
        await using var watch = await WatchAsync(backend, "/app");

        await _gate!.RefuseAsync();
        await Store.PutAsync("/app/a", "1");
        await Store.PutAsync("/app/a", "2");
        await Store.CompactAsync();
        _gate.Resume();

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBeEmpty();
        await Store.PutAsync("/app/b", "1");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/b"]);
    }

    [Fact]
    public async Task Wait_StoreIsReplacedByAnOlderOne_ReportsAnyChangeAndContinues()
    {
        await Store.PutAllAsync(Enumerable.Range(0, 5).ToDictionary(number => $"/x/{number}", _ => "1"));
        await Store.PutAsync("/app/a", "1");
        await Store.PutAsync("/app/a", "2");
        await using var backend = await OpenAsync(EtcdBackends.Patient);
        await using var watch = await WatchAsync(backend, "/app");

        await _server!.ReplaceAsync();

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBeEmpty();
        await Store.PutAsync("/app/b", "1");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/b"]);
    }

    [Fact]
    public async Task Wait_StoreIsReplacedByOneThatIsFarther_TellsThatAnythingMayHaveChangedAndGoesOn()
    {
        await Store.PutAsync("/app/a", "1");
        await using var backend = await OpenAsync(EtcdBackends.Patient);
        await using var watch = await WatchAsync(backend, "/app");

        await _gate!.RefuseAsync();
        await _server!.ReplaceAsync("another");
        await Store.PutAllAsync(Enumerable.Range(0, 9).ToDictionary(number => $"/x/{number}", _ => "1"));
        await Store.PutAsync("/x/last", "1");
        _gate.Resume();

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBeEmpty();
        await Store.PutAsync("/app/b", "1");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/b"]);
    }

    [Fact]
    public async Task Wait_NoServerResponds_Fails()
    {
        await using var backend = await OpenAsync(EtcdBackends.Quick);
        await using var watch = await WatchAsync(backend, "/app");

        await _gate!.RefuseAsync();

        var failed = await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation));
        failed.Message.ShouldBe($"watching keys failed: Connection refused (etcd at http://{_gate.Address}, 2 attempts); "
            + "check the node and whether etcd runs");
        await Should.ThrowAsync<KeyBackendException>(() => backend.OpenWatchAsync(["/app"], Cancellation));
    }

    [Fact]
    public async Task Wait_ConnectionFellSilent_IsDetectedAndContinues()
    {
        var settings = new EtcdSettings
        {
            Nodes = [new Uri("http://" + _gate!.Address)],
            Tls = new(),
            DialTimeout = TimeSpan.FromSeconds(5),
            KeepAliveInterval = TimeSpan.FromSeconds(1),
            KeepAliveTimeout = TimeSpan.FromSeconds(1),
            Retry = EtcdBackends.Patient,
            Clock = TimeProvider.System,
            Logger = NullLogger.Instance,
        };
        await using var backend = new EtcdKeyBackend(settings);
        await using var watch = await WatchAsync(backend, "/app");

        _gate.SilenceOpen();
        await Store.PutAsync("/app/a", "1");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
    }

    [Fact]
    public async Task Wait_LostStream_IsLoggedWithItsRevision()
    {
        var log = new RecordedLog();
        await using var backend = await EtcdBackends.OpenAsync([_gate!.Address], EtcdBackends.Patient, log);
        await using var watch = await WatchAsync(backend, "/app");

        _gate.Cut();

        (await log.FirstWarning.WaitAsync(Cancellation)).ShouldStartWith("Watch stopped at revision ");
    }

    private static async Task<KeyWatch> WatchAsync(IKeyBackend backend, params string[] lookupKeys) =>
        (await backend.OpenWatchAsync(lookupKeys, Cancellation)).ShouldNotBeNull();

    private Task<IKeyBackend> OpenAsync(BackendRetry retry) => EtcdBackends.OpenAsync([_gate!.Address], retry);
}

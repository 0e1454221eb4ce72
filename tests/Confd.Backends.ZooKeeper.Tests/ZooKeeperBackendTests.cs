using System.Text;
using Confd.Backends.ZooKeeper.Tests.Support;
using Confd.TestSupport;

namespace Confd.Backends.ZooKeeper.Tests;

/// <summary>What is particular to ZooKeeper, on a real one.</summary>
[Collection("ZooKeeper")]
public sealed class ZooKeeperBackendTests(ZooKeeperServer server) : IAsyncLifetime
{
    // The server ends none for a client that a busy machine keeps from a sign of life.
    private static readonly TimeSpan LongSession = TimeSpan.FromSeconds(30);
    private static readonly BackendRetry Quick = new() { BaseDelay = TimeSpan.FromMilliseconds(10) };

    private readonly string _root = $"/test-{Guid.NewGuid():N}";
    private NodeWriter? _writer;

    private NodeWriter Writer => _writer!;

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync(Cancellation);
        _writer = await NodeWriter.OpenAsync(server.Address, Cancellation);
    }

    public async ValueTask DisposeAsync() => await (_writer?.DisposeAsync() ?? default);

    [Fact]
    public async Task Read_NodesWithDataAndChildren_AreKeysAndEmptyFoldersAreNot()
    {
        await PutAsync("/app", "top");
        await PutAsync("/app/b/c", "leaf");
        await PutAsync("/app/empty", "");
        await PutAsync("/apple", "neighbour");
        await using var backend = await OpenAsync(server.Address);

        Text(await backend.ReadAsync(["/app"], Cancellation), "/app").ShouldBe(
            new Dictionary<string, string> { ["/app"] = "top", ["/app/b/c"] = "leaf", ["/app/empty"] = "" });
    }

    [Fact]
    public async Task Read_LookupKeysWithoutNodes_AreEmptyAndReportedAsAbsent()
    {
        await PutAsync("/app/b/c", "leaf");
        await using var backend = await OpenAsync(server.Address);
        string[] keys = ["/", "/app", "/app/b/*", "/app/x", "/none/*"];

        var reading = await backend.ReadAsync(keys, Cancellation);

        reading.FindAbsent(keys).ShouldBe(["/app/x", "/none/*"]);
        reading.FindAbsent(["/app"]).ShouldBeEmpty();
        reading.Select(["/none/*"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_Bytes_AreExact()
    {
        var bytes = Enumerable.Range(0, 256).Select(number => (byte)number).ToArray();
        await Writer.PutAsync(_root + "/bin", bytes, Cancellation);
        await using var backend = await OpenAsync(server.Address);

        (await backend.ReadAsync(["/bin"], Cancellation)).Select(["/bin"])["/bin"].ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task Read_NodeOfOneUser_IsDeniedToOthersByName()
    {
        // The SHA-1 of reader:the-password in base 64, as the scheme has it.
        await Writer.PutAsync(_root + "/app/secret", "hush"u8.ToArray(), Cancellation, "reader:HFbyHV72IN0U2D8py3HvG+2MVic=");
        await using var nobody = await OpenAsync(server.Address);
        await using var reader = await OpenAsync(
            server.Address, (ZooKeeperBackendFactory.Username, "reader"), (ServerOptions.Password, "the-password"));

        var failed = await Should.ThrowAsync<KeyBackendException>(() => nobody.ReadAsync(["/app"], Cancellation));

        failed.InnerException.ShouldBeOfType<ZooKeeperException>().Failure.ShouldBe(ZooKeeperFailure.Denied);
        failed.Message.ShouldContain($"{_root}/app/secret");
        Text(await reader.ReadAsync(["/app"], Cancellation), "/app").ShouldBe(new Dictionary<string, string> { ["/app/secret"] = "hush" });
    }

    [Fact]
    public async Task Read_OneServerOfTwoRefuses_UsesTheOther()
    {
        await PutAsync("/x", "1");
        await using var backend = await OpenAsync($"127.0.0.1:{ReservedPort.Take()},{server.Address}");

        Text(await backend.ReadAsync(["/x"], Cancellation), "/x").ShouldBe(new Dictionary<string, string> { ["/x"] = "1" });
    }

    [Fact]
    public async Task Read_NoServer_FailsInTheOriginalsWords()
    {
        await using var backend = await OpenAsync($"127.0.0.1:{ReservedPort.Take()}", TimeProvider.System, Quick);

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/x"], Cancellation));

        failed.Message.ShouldStartWith("reading /x failed: zk: could not connect to a server: 127.0.0.1:");
        failed.InnerException.ShouldBeOfType<ZooKeeperException>().Failure.ShouldBe(ZooKeeperFailure.Unreachable);
    }

    [Fact]
    public async Task Read_ConnectionWasCut_ContinuesTheSession()
    {
        await PutAsync("/x", "1");
        await using var gate = TcpGate.Open(server.Address);
        await using var backend = await OpenAsync(gate.Address);
        await backend.ReadAsync(["/x"], Cancellation);
        var before = (await backend.CheckHealthAsync(Cancellation)).Details[0];

        gate.Cut();

        Text(await backend.ReadAsync(["/x"], Cancellation), "/x").ShouldBe(new Dictionary<string, string> { ["/x"] = "1" });
        before.Key.ShouldBe("session_id");
        (await backend.CheckHealthAsync(Cancellation)).Details[0].ShouldBe(before);
        gate.Accepted.ShouldBe(2);
    }

    [Fact]
    public async Task Read_ServerFallsSilent_IsDetectedAndReadAgainWhenItResponds()
    {
        await PutAsync("/x", "1");
        await using var gate = TcpGate.Open(server.Address);
        var clock = new FakeTimeProvider();
        var twice = new BackendRetry { MaxAttempts = 2, Budget = TimeSpan.FromDays(30) };
        await using var backend = await OpenAsync(gate.Address, clock, twice);
        await backend.ReadAsync(["/x"], Cancellation);

        gate.FallSilent();
        var reading = backend.ReadAsync(["/x"], Cancellation);
        await Eventually.AfterAsync(clock, reading, Cancellation);
        var failed = await Should.ThrowAsync<KeyBackendException>(() => reading);

        failed.Message.ShouldContain("could not connect");
        gate.Resume();
        Text(await backend.ReadAsync(["/x"], Cancellation), "/x").ShouldBe(new Dictionary<string, string> { ["/x"] = "1" });
    }

    [Fact]
    public async Task Read_AnotherServerResponds_ReportsIt()
    {
        await using var stranger = new FixedReplyServer("HTTP/1.1 400 Bad Request\r\n\r\n");
        await using var backend = await OpenAsync(stranger.Address);

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/x"], Cancellation));

        failed.InnerException.ShouldBeOfType<ZooKeeperException>().Failure.ShouldBe(ZooKeeperFailure.UnexpectedResponse);
    }

    [Fact]
    public async Task CheckHealth_Server_ReportsItsSession()
    {
        await using var backend = await OpenAsync(server.Address);

        var health = await backend.CheckHealthAsync(Cancellation);

        health.Message.ShouldBe("Zookeeper backend is healthy");
        health.Details.Select(detail => detail.Key).ShouldBe(["session_id", "session_state"]);
    }

    [Fact]
    public async Task Watch_ChangesOfManyKinds_AreReportedByName()
    {
        await PutAsync("/app/gone", "1");
        await using var backend = await OpenAsync(server.Address);
        await using var watch = (await backend.OpenWatchAsync(["/app", "/none"], Cancellation)).ShouldNotBeNull();

        await PutAsync("/app/new/deep", "1");
        await ShouldReportAsync(watch, "/app/new/deep");
        await PutAsync("/app/new/deep", "2");
        await ShouldReportAsync(watch, "/app/new/deep");
        await Writer.DeleteAsync(_root + "/app/gone", Cancellation);
        await ShouldReportAsync(watch, "/app/gone");
        await PutAsync("/none", "there");
        await ShouldReportAsync(watch, "/none");
        await Writer.DeleteAsync(_root + "/none", Cancellation);
        await ShouldReportAsync(watch, "/none");
        await PutAsync("/none", "again");
        await ShouldReportAsync(watch, "/none");
    }

    [Fact]
    public async Task Watch_Root_SeesNewNodesDirectlyBelow()
    {
        await PutAsync("/a", "1");
        await using var backend = await OpenAsync(server.Address);
        await using var watch = (await backend.OpenWatchAsync(["/"], Cancellation)).ShouldNotBeNull();

        await PutAsync("/top", "1");

        await ShouldReportAsync(watch, "/top");
    }

    [Fact]
    public async Task Watch_ChangesConstantly_SeesTheLastState()
    {
        await PutAsync("/a/x", "0");
        await using var backend = await OpenAsync(server.Address);
        await using var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();
        const int Last = 300;
        var writing = Task.Run(
            async () =>
            {
                for (var number = 1; number <= Last; number++)
                {
                    await PutAsync("/a/x", number.ToString());
                }
            },
            Cancellation);

        string seen;
        do
        {
            await watch.WaitForChangeAsync(Cancellation);
            seen = Text(await backend.ReadAsync(["/a"], Cancellation), "/a")["/a/x"];
        }
        while (seen != Last.ToString());

        await writing;
    }

    [Fact]
    public async Task Watch_ConnectionIsCut_ContinuesAndReportsChangesMadeMeanwhile()
    {
        await PutAsync("/a/x", "1");
        await using var gate = TcpGate.Open(server.Address);
        await using var backend = await OpenAsync(gate.Address);
        await using var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();

        await gate.RefuseAsync();
        await PutAsync("/a/x", "2");
        gate.Resume();

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBeEmpty();
        await PutAsync("/a/x", "3");
        await ShouldReportAsync(watch, "/a/x");
    }

    [Fact]
    public async Task Watch_ServerRestartsWithoutItsSessions_MissesNothing()
    {
        await PutAsync("/a/x", "1");
        await using var backend = await OpenAsync(server.Address, new BackendContext { DialTimeout = TimeSpan.FromSeconds(4) });
        var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();

        await server.ForgetAsync(Cancellation);
        await using (var writer = await NodeWriter.OpenAsync(server.Address, Cancellation))
        {
            await writer.PutAsync(_root + "/a/x", "new", Cancellation);
        }

        // The old watch continues, or fails and is opened again, as a follower of the backend does.
        while (!Text(await ReadAsync(backend), "/a").ContainsValue("new"))
        {
            watch = await ChangedAsync(backend, watch);
        }

        await using (var writer = await NodeWriter.OpenAsync(server.Address, Cancellation))
        {
            await writer.PutAsync(_root + "/a/x", "newer", Cancellation);
        }

        while (!Text(await ReadAsync(backend), "/a").ContainsValue("newer"))
        {
            watch = await ChangedAsync(backend, watch);
        }

        await watch.DisposeAsync();
    }

    [Fact]
    public async Task Watch_NoServerComesBack_Fails()
    {
        await PutAsync("/a/x", "1");
        await using var gate = TcpGate.Open(server.Address);
        await using var backend = await OpenAsync(gate.Address, TimeProvider.System, Quick);
        await using var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();

        await gate.RefuseAsync();

        (await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation)))
            .Message.ShouldStartWith("watching /a failed: zk:");
    }

    private static Dictionary<string, string> Text(KeyReading reading, string key) => reading.Select([key])
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));

    // Folders that come and go with it may be told first.
    // Like a follower of a backend: continues after transient failures.
    private static Task<KeyReading> ReadAsync(IKeyBackend backend) =>
        Eventually.SucceedsAsync<KeyReading, KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation), Cancellation);

    // On a new watch where the old one breaks: opening that counts as a change.
    private static async Task<KeyWatch> ChangedAsync(IKeyBackend backend, KeyWatch watch)
    {
        try
        {
            await watch.WaitForChangeAsync(Cancellation);
            return watch;
        }
        catch (KeyBackendException)
        {
            await watch.DisposeAsync();
            return (await Eventually.SucceedsAsync<KeyWatch?, KeyBackendException>(
                () => backend.OpenWatchAsync(["/a"], Cancellation), Cancellation))!;
        }
    }

    private static async Task ShouldReportAsync(KeyWatch watch, string key)
    {
        while (!(await watch.WaitForChangeAsync(Cancellation)).Contains(key))
        {
        }
    }

    private Task PutAsync(string path, string data) => Writer.PutAsync(_root + path, data, Cancellation);

    private Task<IKeyBackend> OpenAsync(string node, params (BackendOption Option, object Value)[] more) =>
        OpenAsync(node, TimeProvider.System, new BackendRetry(), more);

    private Task<IKeyBackend> OpenAsync(
        string node, TimeProvider clock, BackendRetry retry, params (BackendOption Option, object Value)[] more) =>
        OpenAsync(node, new BackendContext { DialTimeout = LongSession, Retry = retry, Clock = clock }, more);

    private Task<IKeyBackend> OpenAsync(string node, BackendContext context, params (BackendOption Option, object Value)[] more)
    {
        var section = new BackendSection(
            "zookeeper",
            more.Append((ZooKeeperBackendFactory.Node, new[] { node + _root }))
                .Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
        return new ZooKeeperBackendFactory().OpenAsync(section, context, Cancellation);
    }
}

using Confd.TestSupport;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Tests;

/// <summary>What keyspace notifications report, and what happens to a watch whose connection is lost.</summary>
public sealed class RedisWatchTests : IAsyncLifetime
{
    private readonly RecordedLog _log = new();
    private RedisServer? _server;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartAsync("--notify-keyspace-events", "KEA");

    public async ValueTask DisposeAsync() => await (_server?.DisposeAsync() ?? default);

    [Theory]
    [InlineData("/app/a", "SET", "/app/a", "1")]
    [InlineData("/app/b", "SETRANGE", "/app/b", "0", "x")]
    [InlineData("/app/c", "LPUSH", "/app/c", "x")]
    [InlineData("/app/h", "HSET", "/app/h", "f", "x")]
    [InlineData("/app", "SET", "/app", "exact")]
    public async Task Wait_Change_IsReported(string key, params string[] command)
    {
        await using var backend = await OpenAsync(_server!.Node);
        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();

        await SendAsync(command);

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe([key]);
    }

    [Fact]
    public async Task Wait_KeyExpires_IsReported()
    {
        await SendAsync("SET", "/app/a", "1");
        await using var backend = await OpenAsync(_server!.Node);
        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();

        await SendAsync("PEXPIRE", "/app/a", "1");
        await watch.WaitForChangeAsync(Cancellation);

        // Reported when its expiry is set, and again when the server removes it.
        while ((await backend.ReadAsync(["/app"], Cancellation)).Select(["/app"]).Count > 0)
        {
            (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
        }
    }

    [Fact]
    public async Task Wait_NeighboursAndMisses_AreNotReported()
    {
        await SendAsync("CONFIG", "SET", "notify-keyspace-events", "KEAm");
        await using var backend = await OpenAsync(_server!.Node);
        await using var watch = (await backend.OpenWatchAsync(["/app", "/q?"], Cancellation)).ShouldNotBeNull();

        await SendAsync("SET", "/apple", "1");
        await SendAsync("SET", "/qq/x", "1");
        await SendAsync("GET", "/app/none");
        await SendAsync("SET", "/app/a", "1");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
    }

    [Fact]
    public async Task Wait_ManyChangesOfTwoPrefixes_LosesNone()
    {
        await using var backend = await OpenAsync(_server!.Node);
        await using var watch = (await backend.OpenWatchAsync(["/x", "/y"], Cancellation)).ShouldNotBeNull();
        var told = new HashSet<string>();

        for (var number = 0; number < 20; number++)
        {
            await SendAsync("SET", $"/{(number % 2 == 0 ? 'x' : 'y')}/{number}", "1");
        }

        while (told.Count < 20)
        {
            told.UnionWith(await watch.WaitForChangeAsync(Cancellation));
        }

        told.ShouldBe(Enumerable.Range(0, 20).Select(number => $"/{(number % 2 == 0 ? 'x' : 'y')}/{number}"), ignoreOrder: true);
    }

    [Fact]
    public async Task Wait_Separator_ReportsKeys()
    {
        await using var backend = await OpenAsync(_server!.Node + "/3", (RedisBackendFactory.Separator, ":"));
        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();

        await SendToAsync(3, "app:db:host");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/db/host"]);
    }

    [Fact]
    public async Task Wait_ConnectionIsCut_FailsAndTheNextWatchReports()
    {
        await using var backend = await OpenAsync(_server!.Node);
        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        var waiting = watch.WaitForChangeAsync(Cancellation);

        await SendAsync("CLIENT", "KILL", "TYPE", "pubsub");

        var failed = await Should.ThrowAsync<KeyBackendException>(() => waiting);
        failed.Message.ShouldStartWith($"the notifications of redis node {_server.Node} have ended: ");
        await using var next = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await SendAsync("SET", "/app/a", "1");
        (await next.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
    }

    [Fact]
    public async Task Wait_ConnectionFellSilent_Fails()
    {
        var clock = new FakeTimeProvider();
        await using var gate = TcpGate.Open(_server!.Node);
        await using var backend = await OpenAsync(clock, gate.Address);
        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        var waiting = watch.WaitForChangeAsync(Cancellation);

        gate.SilenceOpen();
        clock.Advance(TimeSpan.FromSeconds(10));
        await clock.WaitForTimerWithinAsync(TimeSpan.FromSeconds(5), Cancellation);
        clock.Advance(TimeSpan.FromSeconds(5));

        (await Should.ThrowAsync<KeyBackendException>(() => waiting)).Message.ShouldEndWith("no answer in time");
    }

    [Fact]
    public async Task Wait_HeartbeatThrowsUnexpectedException_FailsWithoutItsMessage()
    {
        var clock = new DefectiveClock();
        await using var backend = await OpenAsync(clock, _server!.Node);
        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        var waiting = watch.WaitForChangeAsync(Cancellation);

        clock.IsDefective = true;
        clock.Ticking.Advance(TimeSpan.FromSeconds(10));

        (await Should.ThrowAsync<KeyBackendException>(() => waiting)).Message.ShouldBe(
            $"redis node {_server.Node} cannot be watched: an unexpected InvalidOperationException");
    }

    [Fact]
    public async Task OpenWatch_FirstNodeIsBack_WatchesTheNodeThatIsRead()
    {
        await using var first = await RedisServer.StartAsync("--notify-keyspace-events", "KEA");
        await first.Process.StopAsync();
        await using var backend = await OpenAsync(TimeProvider.System, first.Node, _server!.Node);
        await first.Process.StartAsync(Cancellation);

        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await SendAsync("SET", "/app/a", "1");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
        (await backend.ReadAsync(["/app"], Cancellation)).Select(["/app"]).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Wait_ReadsMovedToAnotherNode_Fails()
    {
        var clock = new FakeTimeProvider();
        await using var second = await RedisServer.StartAsync();
        await using var backend = await OpenAsync(clock, _server!.Node, second.Node);
        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        var waiting = watch.WaitForChangeAsync(Cancellation);

        await using (var client = await ConnectAsync())
        {
            // No new client is accepted, and readers are disconnected.
            await client.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxclients", "1");
            await client.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }

        await backend.ReadAsync(["/app"], Cancellation);
        clock.Advance(TimeSpan.FromSeconds(10));

        (await Should.ThrowAsync<KeyBackendException>(() => waiting)).Message.ShouldEndWith(
            $"have ended: keys are read from {second.Node} now");
    }

    [Fact]
    public async Task Wait_NodeBecomesAReplica_Fails()
    {
        var clock = new FakeTimeProvider();
        await using var master = await RedisServer.StartAsync();
        await using var backend = await OpenAsync(clock, _server!.Node);
        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        var waiting = watch.WaitForChangeAsync(Cancellation);

        await SendAsync(["REPLICAOF", .. master.Node.Split(':')]);
        clock.Advance(TimeSpan.FromSeconds(10));

        (await Should.ThrowAsync<KeyBackendException>(() => waiting)).Message.ShouldEndWith(
            "have ended: the node replicates from another source, or has started a full resynchronization");
    }

    [Fact]
    public async Task Wait_ServerEnds_Fails()
    {
        await using var backend = await OpenAsync(_server!.Node);
        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();

        await _server.Process.StopAsync();

        await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation));
        await Should.ThrowAsync<KeyBackendException>(() => backend.OpenWatchAsync(["/app"], Cancellation));
    }

    [Fact]
    public async Task OpenWatch_NoNotifications_IsPolledWithAWarning()
    {
        await SendAsync("CONFIG", "SET", "notify-keyspace-events", "");
        await using var backend = await OpenAsync(_server!.Node);

        (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldBeNull();

        _log.Warnings.ShouldHaveSingleItem().ShouldEndWith("so it is polled; set notify-keyspace-events to \"KEA\" on the server");
    }

    [Fact]
    public async Task OpenWatch_SomeNotifications_IsWatchedWithAWarning()
    {
        await SendAsync("CONFIG", "SET", "notify-keyspace-events", "K$");
        await using var backend = await OpenAsync(_server!.Node);

        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();

        _log.Warnings.ShouldHaveSingleItem().ShouldContain("lacks the classes ghxe");
    }

    [Fact]
    public async Task OpenWatch_UserMayNotSubscribe_IsPolledWithAWarning()
    {
        await SendAsync("ACL", "SETUSER", "reader", "on", ">pw", "~*", "+@all", "resetchannels");
        await using var backend = await OpenAsync(
            _server!.Node, (ServerOptions.Username, "reader"), (ServerOptions.Password, "pw"));

        (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldBeNull();

        _log.Warnings.ShouldHaveSingleItem().ShouldContain("allow the channels __keyspace@*");
    }

    [Fact]
    public async Task OpenWatch_UserMayOnlySubscribeToAllKeys_IsWatched()
    {
        await SendAsync(
            "ACL", "SETUSER", "reader", "on", ">pw", "~*", "resetchannels", "&__keyspace@*", "-@all", "+ping", "+type", "+get", "+scan",
            "+hscan", "+subscribe", "+psubscribe", "+config|get");
        await using var backend = await OpenAsync(
            _server!.Node, (ServerOptions.Username, "reader"), (ServerOptions.Password, "pw"));

        await using var watch = (await backend.OpenWatchAsync(["/app", "/web"], Cancellation)).ShouldNotBeNull();
        await SendToAsync(3, "/app/of-another-database");
        await SendAsync("SET", "/app/a", "1");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
        await SendAsync("SET", "/web", "1");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/web"]);
        _log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task OpenWatch_SettingsAreHidden_IsWatchedWithAWarning()
    {
        await SendAsync("ACL", "SETUSER", "reader", "on", ">pw", "~*", "&*", "+@all", "-config");
        await using var backend = await OpenAsync(
            _server!.Node, (ServerOptions.Username, "reader"), (ServerOptions.Password, "pw"));

        await using var watch = (await backend.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await SendAsync("SET", "/app/a", "1");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
        _log.Warnings.ShouldHaveSingleItem().ShouldContain("does not say whether it sends keyspace notifications");
    }

    private Task SendAsync(params string[] command) => _server!.SendAsync("", command[0], [.. command[1..]]);

    private async Task SendToAsync(int database, string name)
    {
        await using var client = await ConnectAsync();
        await client.GetDatabase(database).StringSetAsync(name, "1");
    }

    private Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync(_server!.Node + ",allowAdmin=true");

    private Task<IKeyBackend> OpenAsync(string node, params (BackendOption Option, object Value)[] more) =>
        OpenAsync(TimeProvider.System, [node], more);

    private Task<IKeyBackend> OpenAsync(TimeProvider clock, params string[] nodes) => OpenAsync(clock, nodes, []);

    private Task<IKeyBackend> OpenAsync(TimeProvider clock, string[] nodes, (BackendOption Option, object Value)[] more) =>
        new RedisBackendFactory().OpenAsync(
            RedisDatabase.Section(nodes, more), new BackendContext { Logger = _log, Clock = clock }, Cancellation);

    private sealed class DefectiveClock : TimeProvider
    {
        public FakeTimeProvider Ticking { get; } = new();

        public override long TimestampFrequency => Ticking.TimestampFrequency;

        public bool IsDefective { get; set; }

        public override long GetTimestamp() => Ticking.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            IsDefective ? throw new InvalidOperationException("s3cr3t") : Ticking.CreateTimer(callback, state, dueTime, period);
    }
}

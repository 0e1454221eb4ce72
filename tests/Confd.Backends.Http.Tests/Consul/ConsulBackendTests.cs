using System.Globalization;
using System.Text;
using Confd.TestSupport;

namespace Confd.Backends.Http.Tests.Consul;

/// <summary>What is particular to Consul, on a real one.</summary>
[Collection("Consul")]
public sealed class ConsulBackendTests(ConsulServer server) : IAsyncLifetime
{
    private readonly RecordedLog _log = new();

    public async ValueTask InitializeAsync() => await server.EmptyAsync(Cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Open_AnyNode_IsLoggedInTheOriginalsWordsWithoutSecrets()
    {
        await using var backend = await OpenAsync(server.Address, (ConsulBackendFactory.AuthToken, "hush-hush"));

        _log.Lines.ShouldContain($"Information Backend source(s) set to {server.Address}");
        _log.Lines.ShouldContain(line => line.StartsWith("Information Initializing Consul client [", StringComparison.Ordinal));
        string.Join('\n', _log.Lines).ShouldNotContain("hush");
    }

    [Fact]
    public async Task Read_FolderAndKeyOfOneName_TheKeyWins()
    {
        await PutAsync("/a/x/", "");
        await PutAsync("/a/x", "value");
        await PutAsync("/a/only/", "");
        await using var backend = await OpenAsync(server.Address);

        var reading = await backend.ReadAsync(["/a"], Cancellation);

        Text(reading, "/a").ShouldBe(new Dictionary<string, string> { ["/a/only"] = "", ["/a/x"] = "value" });
    }

    [Fact]
    public async Task Read_Bytes_AreExact()
    {
        var bytes = Enumerable.Range(0, 256).Select(number => (byte)number).ToArray();
        await server.PutAsync("/a/bin", bytes, Cancellation);
        await using var backend = await OpenAsync(server.Address);

        (await backend.ReadAsync(["/a/bin"], Cancellation)).Select(["/a/bin"])["/a/bin"].ToArray().ShouldBe(bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(150)]
    public async Task Read_ManyLookupKeys_AreAllThere(int count)
    {
        var keys = Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"/svc{number:000}/x")).ToList();
        foreach (var key in keys)
        {
            await PutAsync(key, "of " + key);
        }

        await using var backend = await OpenAsync(server.Address);

        var reading = await backend.ReadAsync([.. keys, "/none"], Cancellation);

        Text(reading, [.. keys]).ShouldBe(keys.ToDictionary(key => key, key => "of " + key));
    }

    [Fact]
    public async Task Read_FirstNodeRefuses_UsesTheNext()
    {
        await PutAsync("/a/x", "1");
        await using var backend = await OpenAsync(new[] { $"127.0.0.1:{ReservedPort.Take()}", server.Address });

        Text(await backend.ReadAsync(["/a"], Cancellation), "/a").ShouldBe(new Dictionary<string, string> { ["/a/x"] = "1" });
    }

    [Fact]
    public async Task Read_UnknownToken_IsDeniedAndNotQuoted()
    {
        var port = ReservedPort.Take();
        await using var guarded = ConsulServer.Create(
            BackendServers.Program("consul"),
            port,
            ["-hcl", "acl { enabled = true default_policy = \"deny\" tokens { master = \"the-master-token\" } }"]);
        await guarded.StartAsync(Cancellation);
        var node = $"127.0.0.1:{port}";
        await using var good = await OpenAsync(node, (ConsulBackendFactory.AuthToken, "the-master-token"));
        await using var bad = await OpenAsync(node, (ConsulBackendFactory.AuthToken, "some-other-token"));

        // The master token is known some moments after the leader is.
        await Eventually.SucceedsAsync<KeyReading, KeyBackendException>(() => good.ReadAsync(["/a"], Cancellation), Cancellation);
        var failed = await Should.ThrowAsync<KeyBackendException>(() => bad.ReadAsync(["/a"], Cancellation));
        var health = await bad.CheckHealthAsync(Cancellation);

        failed.InnerException.ShouldBeOfType<HttpBackendException>().Failure.ShouldBe(HttpFailure.Denied);
        failed.Message.ShouldContain("ACL not found");
        failed.Message.ShouldContain("auth_token");
        health.IsHealthy.ShouldBeFalse();
        (await good.CheckHealthAsync(Cancellation)).IsHealthy.ShouldBeTrue();
        (failed.Message + health.Reason + string.Join('\n', _log.Lines)).ShouldNotContain("some-other-token");
    }

    [Fact]
    public async Task CheckHealth_Agent_ReportsDatacenterAndLeader()
    {
        await using var backend = await OpenAsync(server.Address);

        var health = await backend.CheckHealthAsync(Cancellation);

        health.Message.ShouldBe("Consul backend is healthy");
        health.Details.Select(detail => detail.Key).ShouldBe(["datacenter", "leader"]);
        health.Details[0].Value.ShouldBe("dc1");
    }

    [Fact]
    public async Task Watch_ChangesOfManyKinds_AreReportedByName()
    {
        await PutAsync("/a/gone", "1");
        await PutAsync("/a/kept", "1");
        await using var backend = await OpenAsync(server.Address);
        await using var watch = (await backend.OpenWatchAsync(["/a", "/b/x"], Cancellation)).ShouldNotBeNull();

        await PutAsync("/b/x", "new");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/b/x"]);
        await server.DeleteAsync("/a/gone", Cancellation);
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/a/gone"]);
        await PutAsync("/a/new/deep", "1");
        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/a/new/deep"]);
    }

    [Fact]
    public async Task Watch_NeighbourOfAnAbsentKey_IsNotReported()
    {
        await using var backend = await OpenAsync(server.Address);
        await using var watch = (await backend.OpenWatchAsync(["/a/none"], Cancellation)).ShouldNotBeNull();

        await PutAsync("/elsewhere", "1");
        await PutAsync("/a/none", "1");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/a/none"]);
    }

    [Fact]
    public async Task Watch_ServerRestarts_FailsAndANewOneSeesTheEmptyStore()
    {
        await PutAsync("/a/x", "1");
        await using var backend = await OpenAsync(server.Address);
        await using var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();
        var waiting = watch.WaitForChangeAsync(Cancellation);

        await server.Process.StopAsync();
        var failed = await Should.ThrowAsync<KeyBackendException>(() => waiting);
        await server.Process.StartAsync(Cancellation);

        failed.Message.ShouldStartWith("watching /a failed: ");
        await using var next = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();
        Text(await backend.ReadAsync(["/a"], Cancellation), "/a").ShouldBeEmpty();
        await PutAsync("/a/x", "2");
        (await next.WaitForChangeAsync(Cancellation)).ShouldBe(["/a/x"]);
    }

    [Fact]
    public async Task Watch_ConnectionIsCut_Fails()
    {
        await using var gate = TcpGate.Open(server.Address);
        await using var backend = await OpenAsync(gate.Address);
        await using var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();

        await gate.RefuseAsync();

        await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation));
    }

    // One request, one transaction, several of them.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(70)]
    public async Task Read_BudgetExceeded_Fails(int lookupKeys)
    {
        for (var key = 0; key < 70; key++)
        {
            await PutAsync($"/k{key}/big", new string('x', 70_000 / lookupKeys));
        }

        await using var backend = await OpenAsync([server.Address], new BackendContext { MaxReadingBytes = 50_000 });

        (await Should.ThrowAsync<KeyBackendException>(
            () => backend.ReadAsync([.. Enumerable.Range(0, lookupKeys).Select(key => $"/k{key}")], Cancellation)))
            .Message.ShouldStartWith("what is read from consul takes more than 50000 bytes of memory");
    }

    private static Dictionary<string, string> Text(KeyReading reading, params string[] lookupKeys) =>
        reading.Select(lookupKeys).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));

    private Task PutAsync(string key, string value) => server.PutAsync(key, Encoding.UTF8.GetBytes(value), Cancellation);

    private Task<IKeyBackend> OpenAsync(string node, params (BackendOption Option, object Value)[] more) => OpenAsync([node], more);

    private Task<IKeyBackend> OpenAsync(string[] nodes, params (BackendOption Option, object Value)[] more) =>
        OpenAsync(nodes, new BackendContext { Logger = _log }, more);

    private static Task<IKeyBackend> OpenAsync(
        string[] nodes, BackendContext context, params (BackendOption Option, object Value)[] more)
    {
        var section = new BackendSection(
            "consul", more.Append((ConsulBackendFactory.Node, nodes)).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
        var factory = new ConsulBackendFactory { Environment = _ => null };
        return factory.OpenAsync(section, context, Cancellation);
    }
}

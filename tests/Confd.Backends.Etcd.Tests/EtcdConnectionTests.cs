using System.Text;
using Confd.Backends.Etcd.Connections;
using Confd.TestSupport;
using Confd.TestSupport.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Backends.Etcd.Tests;

/// <summary>Finding a node, logging in, TLS, and what happens when the server goes, stands still or comes back.</summary>
public sealed class EtcdConnectionTests
{
    [Fact]
    public async Task Open_NoNodes_NamesTheOptionToSet()
    {
        var failed = await Should.ThrowAsync<KeyBackendException>(() => EtcdBackends.OpenAsync([], EtcdBackends.Quick));

        failed.Message.ShouldBe("failed to create etcd client: no available endpoints: set nodes");
    }

    [Theory]
    [InlineData("ftp://127.0.0.1:1", "change nodes")]
    [InlineData("http://127.0.0.1:1/path", "change nodes")]
    [InlineData("http://127.0.0.1:1?x=1", "change nodes")]
    [InlineData("http://root:hunter2@127.0.0.1:1", "set basic_auth, username and password")]
    public async Task Open_InvalidAddress_IsRefused(string node, string reason)
    {
        var log = new RecordedLog();
        var failed = await Should.ThrowAsync<KeyBackendException>(() => EtcdBackends.OpenAsync([node], EtcdBackends.Quick, log));

        failed.Message.ShouldContain(reason);
        failed.Message.ShouldNotContain("hunter2");
        log.Text.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Check_UnknownScheme_IsNamed()
    {
        var section = new BackendSection("etcd", [new(EtcdBackendFactory.Node, new[] { "h:1" }), new(EtcdBackendFactory.Scheme, "ftp")]);

        Should.Throw<KeyBackendException>(() => new EtcdBackendFactory().Check(section))
            .Message.ShouldBe("the scheme ftp is not known: set scheme to http or https");
    }

    [Fact]
    public async Task Read_NothingListens_NamesTheNodeAndHealthReportsIt()
    {
        var node = $"127.0.0.1:{ReservedPort.Take()}";
        await using var backend = await EtcdBackends.OpenAsync([node], EtcdBackends.Quick);

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation));
        var health = await backend.CheckHealthAsync(Cancellation);

        failed.Message.ShouldBe(
            $"reading /a failed: Connection refused (etcd at http://{node}, 2 attempts); check the node and whether etcd runs");
        health.IsHealthy.ShouldBeFalse();
        health.Message.ShouldBe("etcd health check failed: Connection refused");
        health.Details.ShouldBe([new("endpoint", $"http://{node}"), new("error", "Connection refused")]);
    }

    [Fact]
    public async Task Read_OnlyTheSecondNodeResponds_IsUsed()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.Store.PutAsync("/a", "1");
        await using var backend = await EtcdBackends.OpenAsync([$"127.0.0.1:{ReservedPort.Take()}", server.Url], EtcdBackends.Quick);

        (await ReadAsync(backend, "/a")).ShouldBe("1");
        var health = await backend.CheckHealthAsync(Cancellation);

        health.Message.ShouldBe("etcd backend is healthy");
        health.Details.Select(detail => detail.Key).ShouldBe(["endpoint", "version", "db_size", "leader_id", "raft_index"]);
        health.Details[0].Value.ShouldBe(server.Url);
    }

    // A server that is frozen accepts connections, as does a load balancer with nothing behind it.
    [Fact]
    public async Task Read_FirstNodeIsSilent_UsesTheNextAfterTheDialTimeout()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.Store.PutAsync("/a", "1");
        await using var silent = TcpGate.Open(server.Url);
        silent.FallSilent();
        var clock = new FakeTimeProvider();
        var settings = new EtcdSettings
        {
            Nodes = [new Uri("http://" + silent.Address), new Uri(server.Url)],
            Tls = new(),
            DialTimeout = TimeSpan.FromSeconds(10),

            // Signs of life are not what ends the wait.
            KeepAliveInterval = TimeSpan.FromHours(1),
            Retry = EtcdBackends.Patient,
            Clock = clock,
            Logger = NullLogger.Instance,
        };
        await using var backend = new EtcdKeyBackend(settings);

        var reading = ReadAsync(backend, "/a");
        await clock.WaitForTimersDueInAsync([settings.DialTimeout], Cancellation);
        clock.Advance(settings.DialTimeout);

        (await reading).ShouldBe("1");
        silent.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Read_OneAttempt_TriesEachNodeOnce()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.Store.PutAsync("/a", "1");
        await using var backend = await EtcdBackends.OpenAsync(["127.0.0.1:1", server.Url], EtcdBackends.Quick with { MaxAttempts = 1 });

        (await ReadAsync(backend, "/a")).ShouldBe("1");
    }

    [Fact]
    public async Task Read_CancelledWhileTheNodeWasSilent_NextReadUsesTheNextNode()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.Store.PutAsync("/a", "1");
        await using var silent = TcpGate.Open(server.Url);
        silent.FallSilent();
        await using var backend = await EtcdBackends.OpenAsync([silent.Address, server.Url], EtcdBackends.Patient);
        using var limit = new CancellationTokenSource();

        var reading = backend.ReadAsync(["/a"], limit.Token);
        await Eventually.IsSoAsync(() => silent.Accepted == 1, Cancellation);
        await limit.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        (await ReadAsync(backend, "/a")).ShouldBe("1");
        silent.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Read_AuthenticationEnabled_LogsInAndAgainWhenTheTokenIsGone()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.Store.PutAsync("/app/a", "1");
        await server.Store.EnableAuthenticationAsync();
        await using var backend = await OpenAsAsync(server, "apppw", isBasicAuth: true);
        var before = await ReadAsync(backend, "/app");

        // etcd keeps its tokens in memory.
        await server.Process.StopAsync();
        await server.Process.StartAsync(Cancellation);

        (before, await ReadAsync(backend, "/app")).ShouldBe(("1", "1"));
        var denied = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/other"], Cancellation));
        denied.Message.ShouldContain("etcdserver: permission denied");
        denied = await Should.ThrowAsync<KeyBackendException>(() => backend.OpenWatchAsync(["/other"], Cancellation));
        denied.Message.ShouldContain("etcdserver: permission denied");
    }

    [Fact]
    public async Task Read_OtherNodeTakesOverWithoutTheToken_LogsInThere()
    {
        await using var first = await EtcdServer.StartAsync();
        await using var second = await EtcdServer.StartAsync();
        foreach (var server in new[] { first, second })
        {
            await server.Store.PutAsync("/app/a", server.Url);
            await server.Store.EnableAuthenticationAsync();
        }

        // A token waits for what its server had seen: the other one has seen more.
        for (var number = 0; number < 10; number++)
        {
            await second.Store.PutAsRootAsync("/x", "1");
        }

        await using var backend = await EtcdBackends.OpenAsync(
            [first.Url, second.Url],
            EtcdBackends.Patient,
            null,
            (ServerOptions.Username, "app"),
            (ServerOptions.Password, "apppw"),
            (EtcdBackendFactory.BasicAuth, true));
        var before = await ReadAsync(backend, "/app");

        await first.Process.StopAsync();

        (before, await ReadAsync(backend, "/app")).ShouldBe((first.Url, second.Url));
    }

    [Fact]
    public async Task Read_AuthenticationDisabled_NeedsNoLogin()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.Store.PutAsync("/app/a", "1");
        await using var backend = await OpenAsAsync(server, "apppw", isBasicAuth: true);

        (await ReadAsync(backend, "/app")).ShouldBe("1");
    }

    [Theory]
    [InlineData("wrong", true, "etcdserver: authentication failed, invalid user ID or password")]
    [InlineData("apppw", false, "etcdserver: user name is empty")]
    public async Task Read_NotLoggedIn_ReportsItWithoutThePassword(string password, bool isBasicAuth, string reason)
    {
        await using var server = await EtcdServer.StartAsync();
        await server.Store.EnableAuthenticationAsync();
        await using var backend = await OpenAsAsync(server, password, isBasicAuth);

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/app", "/web"], Cancellation)))
            .Message.ShouldBe(
                $"reading /app and 1 more failed: {reason} (etcd at {server.Url}, 1 attempt); check basic_auth, username and password");
    }

    [Fact]
    public async Task Read_Tls_TrustsTheAuthorityAndShowsTheClientsCertificate()
    {
        using var folder = new TempDirectory();
        var certificates = new TestCertificates(folder.Path);
        await using var server = await EtcdServer.StartAsync(certificates);
        await server.Store.PutAsync("/a", "1");
        (BackendOption, object)[] client =
            [(TlsFiles.ClientCert, certificates.Client), (TlsFiles.ClientKey, certificates.ClientKey)];
        var authority = (TlsFiles.ClientCaKeys, (object)certificates.Authority);

        await using var good = await OpenAsync(server, [.. client, authority]);
        await using var insecure = await OpenAsync(server, [.. client, (EtcdBackendFactory.ClientInsecure, true)]);
        await using var untrusting = await OpenAsync(server, client);
        await using var unknown = await OpenAsync(server, authority);

        (await ReadAsync(good, "/a")).ShouldBe("1");
        (await ReadAsync(insecure, "/a")).ShouldBe("1");
        var failed = await Should.ThrowAsync<KeyBackendException>(() => untrusting.ReadAsync(["/a"], Cancellation));
        failed.Message.ShouldContain("TLS handshake failed: ");

        // It may be heard of with another attempt: until then the connection was lost while it was written to.
        failed = await Should.ThrowAsync<KeyBackendException>(() => unknown.ReadAsync(["/a"], Cancellation));
        failed.Message.ShouldContain("TLS handshake failed: the server wants a client certificate that it trusts");

        static Task<IKeyBackend> OpenAsync(EtcdServer server, params (BackendOption, object)[] more) =>
            EtcdBackends.OpenAsync([server.TlsUrl], EtcdBackends.Patient, null, more);
    }

    [Fact]
    public async Task Read_ServerIsSuspended_TimesOutAndWorksWhenItContinues()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.Store.PutAsync("/a", "1");
        await using var backend = await EtcdBackends.OpenAsync([server.Url], EtcdBackends.Patient);
        await ReadAsync(backend, "/a");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        await server.Process.SuspendAsync();
        var reading = backend.ReadAsync(["/a"], end.Token);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        await server.Process.ResumeAsync();

        (await ReadAsync(backend, "/a")).ShouldBe("1");
    }

    [Fact]
    public async Task Open_TokenAndSecrets_AreNotShown()
    {
        var log = new RecordedLog();
        var section = new BackendSection("etcd", [new(ServerOptions.IgnoredToken, "t0ken"), new(ServerOptions.Password, "s3cret")]);

        await using var backend = await EtcdBackends.OpenAsync(["h:1"], EtcdBackends.Quick, log, (ServerOptions.IgnoredToken, "t0ken"));

        log.Warnings.ShouldBe(["auth_token has no effect: etcd uses users and passwords, with basic_auth"]);
        section.ToString().ShouldNotContain("t0ken");
        section.ToString().ShouldNotContain("s3cret");
    }

    private static Task<IKeyBackend> OpenAsAsync(EtcdServer server, string password, bool isBasicAuth) => EtcdBackends.OpenAsync(
        [server.Url],
        EtcdBackends.Quick,
        null,
        (ServerOptions.Username, "app"),
        (ServerOptions.Password, password),
        (EtcdBackendFactory.BasicAuth, isBasicAuth));

    private static async Task<string> ReadAsync(IKeyBackend backend, string key)
    {
        var reading = await backend.ReadAsync([key], Cancellation);
        return Encoding.UTF8.GetString(reading.Select([key]).Values.ShouldHaveSingleItem().Span);
    }
}

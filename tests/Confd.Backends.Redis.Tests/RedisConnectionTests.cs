using System.Net;
using System.Net.Sockets;
using System.Text;
using Confd.TestSupport;
using Confd.TestSupport.Servers;

namespace Confd.Backends.Redis.Tests;

/// <summary>Finding a node, logging in, TLS, and what happens when the server goes, stands still or comes back.</summary>
public sealed class RedisConnectionTests
{
    private static readonly BackendContext Patient = new()
    {
        DialTimeout = TimeSpan.FromSeconds(30),
        Retry = new() { MaxAttempts = 2, BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) },
    };

    [Fact]
    public async Task Open_NoNodes_NamesTheOptionToSet()
    {
        var failed = await Should.ThrowAsync<KeyBackendException>(
            () => new RedisBackendFactory().OpenAsync(new BackendSection("redis"), Patient, Cancellation));

        failed.Message.ShouldBe("failed to create redis client: failed to connect to any redis node: no machines provided: set nodes");
    }

    [Fact]
    public async Task Open_NothingListens_NamesEachNodeWithItsReason()
    {
        var (one, two) = ($"127.0.0.1:{ReservedPort.Take()}", $"127.0.0.1:{ReservedPort.Take()}/x");

        var failed = await Should.ThrowAsync<KeyBackendException>(() => OpenAsync((RedisBackendFactory.Node, new[] { one, two })));

        failed.Message.ShouldStartWith("failed to create redis client: failed to connect to any redis node after retries: ");
        failed.Message.ShouldContain($"{one}: Connection refused");
        failed.Message.ShouldContain($"{two}: the address is not HOST:PORT");
    }

    [Theory]
    [InlineData(null, 7)]
    [InlineData(1, 1)]
    [InlineData(9, 9)]
    public async Task Open_NothingListens_IsTriedMaxAttemptsTimes(int? attempts, int expected)
    {
        var retry = new BackendRetry { MaxAttempts = attempts, Budget = TimeSpan.FromHours(1) };

        (await TriesAsync($"127.0.0.1:{ReservedPort.Take()}", retry, TimeSpan.FromHours(1))).ShouldBe(expected);
    }

    // As a server does while it reads its data from the disk.
    [Fact]
    public async Task Open_NodeIsNotReady_ReportsItsReply()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var serving = AnswerUntilStoppedAsync(server, "-LOADING Redis is loading the dataset in memory\r\n"u8.ToArray());

        var failed = await Should.ThrowAsync<KeyBackendException>(() => new RedisBackendFactory().OpenAsync(
            new BackendSection("redis", [new(RedisBackendFactory.Node, new[] { server.LocalEndpoint.ToString()! })]),
            Patient,
            Cancellation));

        failed.Message.ShouldContain($"{server.LocalEndpoint}: LOADING Redis is loading the dataset in memory");
        server.Stop();
        await serving;
    }

    [Fact]
    public async Task Open_NodeIsSilent_IsTriedUntilTheTimeout()
    {
        await using var silent = TcpGate.Open($"127.0.0.1:{ReservedPort.Take()}");
        silent.FallSilent();

        (await TriesAsync(silent.Address, new BackendRetry { Budget = TimeSpan.FromMinutes(5) }, TimeSpan.FromSeconds(5)))
            .ShouldBeGreaterThan(7);
    }

    [Fact]
    public async Task Open_OnlyTheSecondNodeResponds_IsUsed()
    {
        await using var server = await RedisServer.StartAsync();
        await server.SendAsync("", "SET", "/a", "1");

        await using var backend = await OpenAsync(
            (RedisBackendFactory.Node, new[] { $"127.0.0.1:{ReservedPort.Take()}", server.Node }));

        (await ReadAsync(backend, "/a")).ShouldBe("1");
    }

    [Fact]
    public async Task Open_DatabaseOutOfRange_ReportsIt()
    {
        await using var server = await RedisServer.StartAsync();

        var failed = await Should.ThrowAsync<KeyBackendException>(
            () => OpenAsync((RedisBackendFactory.Node, new[] { server.Node + "/99" })));

        failed.Message.ShouldEndWith($"{server.Node}/99: ERR DB index is out of range");
    }

    [Fact]
    public async Task Open_Socket_IsReached()
    {
        using var folder = new TempDirectory();
        var socket = Path.Combine(folder.Path, "redis.sock");
        await using var server = await RedisServer.StartAsync("--unixsocket", socket);
        await server.SendAsync("", "SET", "/a", "1");

        await using var backend = await OpenAsync((RedisBackendFactory.Node, new[] { socket }));

        (await ReadAsync(backend, "/a")).ShouldBe("1");
    }

    [Theory]
    [InlineData("wrong", "WRONGPASS invalid username-password pair or user is disabled.")]
    [InlineData(null, "NOAUTH Authentication required.")]
    public async Task Open_WrongPassword_FailsAtOnceWithoutQuotingIt(string? password, string reason)
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "s3cret");

        var failed = await Should.ThrowAsync<KeyBackendException>(
            () => OpenAsync((RedisBackendFactory.Node, new[] { server.Node }), (ServerOptions.Password, password ?? "")));

        failed.Message.ShouldBe(
            $"failed to create redis client: failed to connect to any redis node after retries: {server.Node}: {reason}");
    }

    [Fact]
    public async Task Open_PasswordOrClientKey_LogsIn()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "s3cret");
        await server.SendAsync("s3cret", "SET", "/a", "1");

        foreach (var option in new[] { ServerOptions.Password, RedisBackendFactory.ClientKey })
        {
            await using var backend = await OpenAsync((RedisBackendFactory.Node, new[] { server.Node }), (option, "s3cret"));
            (await ReadAsync(backend, "/a")).ShouldBe("1");
        }
    }

    [Fact]
    public async Task Open_ReadOnlyUser_ReadsAndHealthHasNoVersion()
    {
        await using var server = await RedisServer.StartAsync();
        await server.SendAsync("", "SET", "/app/a", "1");
        await server.SendAsync("", "ACL", "SETUSER", "reader", "on", ">pw", "~/app*", "+get", "+type", "+scan", "+hscan", "+ping");

        await using var backend = await OpenAsync(
            (RedisBackendFactory.Node, new[] { server.Node }),
            (ServerOptions.Username, "reader"),
            (ServerOptions.Password, "pw"));

        (await ReadAsync(backend, "/app")).ShouldBe("1");
        var health = await backend.CheckHealthAsync(Cancellation);
        health.IsHealthy.ShouldBeTrue();
        health.Details.ShouldContain(new KeyValuePair<string, string>("version", "unknown"));
        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/other"], Cancellation));
        failed.Message.ShouldContain("NOPERM");
    }

    // The client goes on as the default user, who needs no password there.
    [Theory]
    [InlineData("reader", "wrong")]
    [InlineData("reader", null)]
    [InlineData("nobody", "pw")]
    public async Task Open_RefusedUser_Fails(string user, string? password)
    {
        await using var server = await RedisServer.StartAsync();
        await server.SendAsync("", "ACL", "SETUSER", "reader", "on", ">pw", "~*", "+@all");

        (await Should.ThrowAsync<KeyBackendException>(() => OpenAsync(
            (RedisBackendFactory.Node, new[] { server.Node }),
            (ServerOptions.Username, user),
            (ServerOptions.Password, password ?? "")))).Message.ShouldContain("WRONGPASS");
    }

    [Fact]
    public async Task Read_UserWhosePasswordHasChanged_Fails()
    {
        await using var server = await RedisServer.StartAsync();
        await server.SendAsync("", "ACL", "SETUSER", "reader", "on", ">pw", "~*", "+@all");
        await using var backend = await OpenAsync(
            (RedisBackendFactory.Node, new[] { server.Node }),
            (ServerOptions.Username, "reader"),
            (ServerOptions.Password, "pw"));

        await server.SendAsync("", "ACL", "SETUSER", "reader", "resetpass", ">other");

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation))).Message.ShouldContain("WRONGPASS");
    }

    [Fact]
    public async Task Open_Tls_TrustsTheAuthorityAndShowsTheClientsCertificate()
    {
        using var folder = new TempDirectory();
        var certificates = new TestCertificates(folder.Path);
        await using var server = await StartTlsAsync(certificates);
        (BackendOption, object)[] trust =
            [(RedisBackendFactory.Node, new[] { "rediss://" + server.Node }), (TlsFiles.ClientCaKeys, certificates.Authority)];

        await using var backend = await OpenAsync(
            [.. trust, (TlsFiles.ClientCert, certificates.Client), (RedisBackendFactory.ClientKey, certificates.ClientKey)]);
        var unknown = await Should.ThrowAsync<KeyBackendException>(() => OpenAsync(trust));
        var untrusted = await Should.ThrowAsync<KeyBackendException>(() => OpenAsync(trust[0]));

        (await backend.CheckHealthAsync(Cancellation)).IsHealthy.ShouldBeTrue();
        unknown.Message.ShouldContain(server.Node);
        untrusted.Message.ShouldContain("TLS handshake failed: ");
    }

    [Fact]
    public async Task Read_BackendIsClosed_IsNotRetried()
    {
        await using var server = await RedisServer.StartAsync();
        var context = Patient with { Clock = new FakeTimeProvider() };
        var backend = await OpenAsync(context, (RedisBackendFactory.Node, new[] { server.Node }));
        await backend.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => backend.ReadAsync(["/a"], Cancellation));
    }

    [Fact]
    public async Task Read_ServerWasRestarted_Reconnects()
    {
        await using var server = await RedisServer.StartAsync();
        await using var backend = await OpenAsync((RedisBackendFactory.Node, new[] { server.Node }));
        await server.Process.StopAsync();
        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation));
        var health = await backend.CheckHealthAsync(Cancellation);

        await server.Process.StartAsync(Cancellation);
        await server.SendAsync("", "SET", "/a", "1");

        (await ReadAsync(backend, "/a")).ShouldBe("1");
        failed.Message.ShouldContain(server.Node);
        health.IsHealthy.ShouldBeFalse();
        health.Message.ShouldStartWith("Redis health check failed: ");
        (await backend.CheckHealthAsync(Cancellation)).Message.ShouldBe("Redis backend is healthy");
    }

    [Fact]
    public async Task Read_ConnectionFellSilent_Reconnects()
    {
        await using var server = await RedisServer.StartAsync();
        await server.SendAsync("", "SET", "/a", "1");
        await using var gate = TcpGate.Open(server.Node);
        var clock = new FakeTimeProvider();
        await using var backend = await OpenAsync(
            Patient with { Clock = clock }, (RedisBackendFactory.Node, new[] { gate.Address }));

        gate.SilenceOpen();
        var reading = ReadAsync(backend, "/a");
        await clock.WaitForTimersDueInAsync([Patient.DialTimeout], Cancellation);
        clock.Advance(Patient.DialTimeout);

        (await reading).ShouldBe("1");
        (await backend.CheckHealthAsync(Cancellation)).Details.ShouldContain(new KeyValuePair<string, string>("stale_conns", "1"));
    }

    [Fact]
    public async Task Read_ConnectionFellSilentWithARequestTimeout_FailsBeforeOtherLimits()
    {
        await using var server = await RedisServer.StartAsync();
        await server.SendAsync("", "SET", "/a", "1");
        await using var gate = TcpGate.Open(server.Node);
        var context = new BackendContext
        {
            DialTimeout = TimeSpan.FromHours(1),
            ReadTimeout = TimeSpan.FromSeconds(3),
            WriteTimeout = TimeSpan.Zero,
            Retry = new BackendRetry { Budget = TimeSpan.FromHours(1) },
        };
        await using var backend = await OpenAsync(context, (RedisBackendFactory.Node, new[] { gate.Address }));

        gate.SilenceOpen();

        (await ReadAsync(backend, "/a")).ShouldBe("1");
    }

    [Fact]
    public async Task Read_ServerIsSuspended_FailsWithoutValuesAndWorksWhenItContinues()
    {
        await using var server = await RedisServer.StartAsync();
        await server.SendAsync("", "SET", "/a", "s3cr3t-value");
        var clock = new FakeTimeProvider();
        await using var backend = await OpenAsync(
            Patient with { Clock = clock }, (RedisBackendFactory.Node, new[] { server.Node }));

        await server.Process.SuspendAsync();
        var reading = backend.ReadAsync(["/a"], Cancellation);
        await Eventually.AfterAsync(clock, reading, Cancellation);
        var failed = await Should.ThrowAsync<KeyBackendException>(() => reading);
        await server.Process.ResumeAsync();

        failed.Message.ShouldContain($"{server.Node}: no answer in time");
        (await ReadAsync(backend, "/a")).ShouldBe("s3cr3t-value");
    }

    [Fact]
    public async Task Open_TokenAndSecrets_AreNotShown()
    {
        await using var server = await RedisServer.StartAsync();
        var log = new RecordedLog();
        var section = RedisDatabase.Section(
            server.Node, (ServerOptions.IgnoredToken, "t0ken"), (ServerOptions.Password, "s3cret"));

        await using var backend = await new RedisBackendFactory().OpenAsync(section, Patient with { Logger = log }, Cancellation);

        log.Warnings.ShouldBe(["auth_token has no effect: Redis uses users and passwords, not tokens"]);
        section.ToString().ShouldNotContain("t0ken");
        section.ToString().ShouldNotContain("s3cret");
    }

    // How many times a node that does not respond is tried.
    private static async Task<int> TriesAsync(string node, BackendRetry retry, TimeSpan dialTimeout)
    {
        var (clock, log) = (new FakeTimeProvider(), new RecordedLog());
        var context = new BackendContext { Clock = clock, Logger = log, Retry = retry, DialTimeout = dialTimeout };
        var opening = new RedisBackendFactory().OpenAsync(RedisDatabase.Section(node), context, Cancellation);

        await Eventually.AfterAsync(clock, opening, Cancellation);

        await Should.ThrowAsync<KeyBackendException>(() => opening);
        return log.Count("Failed to connect to redis node");
    }

    private static Task<RedisServer> StartTlsAsync(TestCertificates certificates) => RedisServer.StartAsync(
        "--tls-port", "0", "--tls-cert-file", certificates.Server, "--tls-key-file", certificates.ServerKey,
        "--tls-ca-cert-file", certificates.Authority);

    private static Task<IKeyBackend> OpenAsync(params (BackendOption Option, object Value)[] values) => OpenAsync(Patient, values);

    private static Task<IKeyBackend> OpenAsync(BackendContext context, params (BackendOption Option, object Value)[] values) =>
        new RedisBackendFactory().OpenAsync(
            new BackendSection("redis", values.Select(pair => KeyValuePair.Create(pair.Option, pair.Value))), context, Cancellation);

    private static async Task<string> ReadAsync(IKeyBackend backend, string key)
    {
        var reading = await backend.ReadAsync([key], Cancellation);
        return Encoding.UTF8.GetString(reading.Select([key]).Values.ShouldHaveSingleItem().Span);
    }

    private static async Task AnswerUntilStoppedAsync(TcpListener server, byte[] answer)
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await server.AcceptSocketAsync(Cancellation));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
        {
            // While it accepted a connection, or before it accepted the next one.
        }

        async Task AnswerAsync(Socket client)
        {
            using var owned = client;
            var buffer = new byte[4096];
            while (await client.ReceiveAsync(buffer, Cancellation) is > 0 and var count)
            {
                // Commands are arrays, each of one beginning.
                for (var left = buffer.AsSpan(0, count).Count((byte)'*'); left > 0; left--)
                {
                    await client.SendAsync(answer, Cancellation);
                }
            }
        }
    }
}

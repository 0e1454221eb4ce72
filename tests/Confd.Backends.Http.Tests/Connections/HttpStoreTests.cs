using System.Text;
using Confd.Backends.Http.Tests.Support;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Backends.Http.Tests.Connections;

/// <summary>What servers and networks do, seen through the backend <c>consul</c>.</summary>
public sealed class HttpStoreTests
{
    private const string Entry = """[{"Key":"a/x","Value":"MQ==","ModifyIndex":5}]""";

    [Fact]
    public async Task Read_TransientServerErrors_IsRetried()
    {
        var failures = 0;
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = ++failures <= 2 ? 500 : 200;
            await context.Response.WriteAsync(failures <= 2 ? "No cluster leader" : Entry, Cancellation);
        });

        (await ReadAsync(server.Address)).ShouldBe(new Dictionary<string, string> { ["/a/x"] = "1" });
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Read_PersistentServerErrors_CountsItsAttempts()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("No cluster leader", Cancellation);
        });

        var failed = await ShouldFailAsync(server.Address, new BackendRetry { MaxAttempts = 2, BaseDelay = TimeSpan.FromMilliseconds(1) });

        (failed.Failure, failed.Attempts).ShouldBe((HttpFailure.Unavailable, 2));
        failed.Message.ShouldBe(
            $"reading /a failed: status 500: No cluster leader (Consul at {server.Address}, 2 attempts); "
            + "check whether the cluster has a leader");
    }

    [Fact]
    public async Task Read_TruncatedBody_IsRetried()
    {
        var isFirst = true;
        await using var server = await StubServer.StartAsync(async context =>
        {
            if (isFirst)
            {
                isFirst = false;
                context.Response.ContentLength = 1000;
                await context.Response.WriteAsync(Entry, Cancellation);
                context.Abort();
                return;
            }

            await context.Response.WriteAsync(Entry, Cancellation);
        });

        (await ReadAsync(server.Address)).ShouldBe(new Dictionary<string, string> { ["/a/x"] = "1" });
    }

    [Fact]
    public async Task Read_ServerIsSilent_EndsAtTheTimeout()
    {
        await using var server = await StubServer.StartAsync(
            context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));

        var failed = await ShouldFailAsync(server.Address, new BackendRetry { Budget = TimeSpan.FromSeconds(1) });

        failed.Failure.ShouldBe(HttpFailure.NoResponse);
        failed.Message.ShouldContain("no answer in time");
    }

    [Theory]
    [InlineData(200, "<html>Log in</html>")]
    [InlineData(200, "{}")]
    [InlineData(200, """[{"Key":"a/x","Value":"not base 64"}]""")]
    [InlineData(200, """[{"Value":"MQ=="}]""")]
    [InlineData(302, "")]
    public async Task Read_ResponseOfAnotherService_IsUnexpectedAndNotRetried(int status, string body)
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = status == 302 ? "http://127.0.0.1:1/" : default;
            await context.Response.WriteAsync(body, Cancellation);
        });

        (await ShouldFailAsync(server.Address)).Failure.ShouldBe(HttpFailure.UnexpectedResponse);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Read_TokenIsQuotedBack_IsHidden()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 403;
            await context.Response.WriteAsync($"bad token {context.Request.Headers["X-Consul-Token"]}\u0007", Cancellation);
        });

        var failed = await ShouldFailAsync(server.Address);

        failed.Failure.ShouldBe(HttpFailure.Denied);
        failed.Message.ShouldContain("status 403: bad token (hidden) ");
        failed.Message.ShouldNotContain("hush-hush");
        failed.Message.ShouldNotContain("\u0007");
    }

    [Theory]
    [InlineData("/consul", "/consul")]
    [InlineData("/a%20b/consul/", "/a%20b/consul")]
    [InlineData("/", "")]
    public async Task Read_PathOfTheNode_IsPrependedToThatOfTheRequest(string behind, string before)
    {
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync(Entry, Cancellation));

        (await ReadAsync(server.Address + behind)).ShouldBe(new Dictionary<string, string> { ["/a/x"] = "1" });
        (await ReadAsync(server.Address["http://".Length..] + behind)).ShouldNotBeEmpty();

        server.Requests.ShouldAllBe(request => request.StartsWith($"GET {before}/v1/kv/a?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_PathOfTheNode_IsNamedByFailures()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = 405;
            return Task.CompletedTask;
        });

        (await ShouldFailAsync(server.Address + "/consul")).Message.ShouldContain($"(Consul at {server.Address}/consul, 1 attempt)");
    }

    [Fact]
    public async Task Read_UnixSocket_IsUsed()
    {
        using var folder = new TempDirectory();

        var failed = await ShouldFailAsync("unix://" + folder["consul.sock"]);

        failed.Failure.ShouldBe(HttpFailure.Unreachable);
        failed.Message.ShouldContain($"no such file or directory (Consul at unix://{folder["consul.sock"]}, 7 attempts)");
    }

    [Theory]
    [InlineData("http://user:hush-hush@h:1", "the address of a node must not contain a user or password")]
    [InlineData("ftp://h:1", "the node ftp://h:1 is not an address")]
    [InlineData("http://", "the node http:// is not an address")]
    [InlineData("http://h:1/?dc=a", "the node http://h:1/?dc=a is not an address")]
    [InlineData("", "the node \"\" is not an address")]
    public async Task Open_MalformedNode_ReportsItWithoutPasswords(string node, string message)
    {
        var log = new RecordedLog(withAttributes: true);
        var failed = await Should.ThrowAsync<KeyBackendException>(() => OpenAsync(node, new BackendRetry(), log));

        failed.Message.ShouldStartWith(message);
        failed.Message.ShouldNotContain("hush");
        log.Text.ShouldNotContain("hush");
    }

    private static async Task<Dictionary<string, string>> ReadAsync(string node)
    {
        await using var backend = await OpenAsync(node, new BackendRetry { BaseDelay = TimeSpan.FromMilliseconds(1) });
        return (await backend.ReadAsync(["/a"], Cancellation))
            .Select(["/a"])
            .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));
    }

    private static async Task<HttpBackendException> ShouldFailAsync(string node, BackendRetry? retry = null)
    {
        await using var backend = await OpenAsync(node, retry ?? new BackendRetry { BaseDelay = TimeSpan.FromMilliseconds(1) });
        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation));
        return failed.InnerException.ShouldBeOfType<HttpBackendException>();
    }

    private static Task<IKeyBackend> OpenAsync(string node, BackendRetry retry, ILogger? logger = null) =>
        new ConsulBackendFactory { Environment = _ => null }.OpenAsync(
            new BackendSection(
                "consul", [new(ConsulBackendFactory.Node, new[] { node }), new(ConsulBackendFactory.AuthToken, "hush-hush")]),
            new BackendContext { Retry = retry, Logger = logger ?? NullLogger.Instance },
            Cancellation);
}

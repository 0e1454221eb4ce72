using System.Net;
using System.Text;
using Confd.Backends.Http.Connections;
using Confd.Backends.Http.Tests.Support;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;

namespace Confd.Backends.Http.Tests.Connections;

/// <summary>Which of several servers is tried, how often, and what the message says about it.</summary>
public sealed class HttpStoreAttemptsTests
{
    private static readonly BackendRetry Quick = new() { BaseDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = 3 };

    [Fact]
    public async Task Send_NodeThatResponded_IsTriedFirstNextTime()
    {
        await using var bad = await StubServer.StartAsync(Status(503));
        await using var good = await StubServer.StartAsync(context => context.Response.WriteAsync("yes", Cancellation));
        using var store = Store(Quick, bad.Address, good.Address);

        for (var i = 0; i < 3; i++)
        {
            Encoding.UTF8.GetString((await store.SendAsync(Get("/x"), Cancellation)).Body).ShouldBe("yes");
        }

        (bad.Requests.Count, good.Requests.Count).ShouldBe((1, 3));
    }

    [Fact]
    public async Task Send_AllNodesFail_TriesEachInEachRoundAndNamesAll()
    {
        await using var one = await StubServer.StartAsync(Status(503));
        await using var other = await StubServer.StartAsync(Status(500));
        using var store = Store(Quick, one.Address, other.Address);

        var failed = await Should.ThrowAsync<HttpBackendException>(() => store.SendAsync(Get("/x"), Cancellation));

        (one.Requests.Count, other.Requests.Count).ShouldBe((3, 3));
        failed.Attempts.ShouldBe(6);
        failed.Status.ShouldBe(HttpStatusCode.InternalServerError);
        failed.Message.ShouldBe($"asking failed: status 500 (Store at {one.Address}, {other.Address}, 6 attempts)");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Send_ResponseIsNotEncodedAsDeclared_IsRetried(string encoding)
    {
        var asked = 0;
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = ++asked == 1 ? encoding : "identity";
            return context.Response.WriteAsync("yes, and a little more of it", Cancellation);
        });
        using var store = Store(Quick, server.Address);

        Encoding.UTF8.GetString((await store.SendAsync(Get("/x"), Cancellation)).Body).ShouldStartWith("yes");

        asked.ShouldBe(2);
    }

    [Fact]
    public async Task Send_PermanentRefusal_DoesNotTryOtherNodes()
    {
        await using var one = await StubServer.StartAsync(Status(403));
        await using var other = await StubServer.StartAsync(Status(200));
        using var store = Store(Quick, one.Address, other.Address);

        var failed = await Should.ThrowAsync<HttpBackendException>(() => store.SendAsync(Get("/x"), Cancellation));

        failed.Message.ShouldBe($"asking failed: status 403 (Store at {one.Address}, 1 attempt)");
        other.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, 7)]
    [InlineData(5, 5)]
    public async Task Send_NothingListens_EndsAfterSevenRoundsOrMaxAttempts(int? asked, int made)
    {
        using var store = Store(Quick with { MaxAttempts = asked }, $"127.0.0.1:{ReservedPort.Take()}");

        var failed = await Should.ThrowAsync<HttpBackendException>(() => store.SendAsync(Get("/x"), Cancellation));

        (failed.Failure, failed.Attempts).ShouldBe((HttpFailure.Unreachable, made));
    }

    [Fact]
    public async Task Send_NotIdempotent_IsSentOnceToEachNode()
    {
        await using var one = await StubServer.StartAsync(Status(503));
        await using var other = await StubServer.StartAsync(Status(503));
        using var store = Store(Quick with { MaxAttempts = 50 }, one.Address, other.Address);

        var failed = await Should.ThrowAsync<HttpBackendException>(
            () => store.SendAsync(Get("/x") with { IsRetried = false }, Cancellation));

        failed.Attempts.ShouldBe(2);
        (one.Requests.Count, other.Requests.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Send_CancelledWhileANodeWasSilent_NextRequestUsesTheNextNode()
    {
        using var stop = new CancellationTokenSource();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var silent = await StubServer.StartAsync(context =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        await using var other = await StubServer.StartAsync(Status(200));
        using var store = Store(Quick, silent.Address, other.Address);

        var sending = store.SendAsync(Get("/x"), stop.Token);
        await asked.Task;
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sending);
        (await store.SendAsync(Get("/x"), Cancellation)).Node.Name.ShouldBe(other.Address);
    }

    [Fact]
    public async Task Send_CancelledAfterAFailure_ReportsTheFailure()
    {
        using var stop = new CancellationTokenSource();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var failing = await StubServer.StartAsync(Status(503));
        await using var silent = await StubServer.StartAsync(context =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var store = Store(Quick, failing.Address, silent.Address);

        var sending = store.SendAsync(Get("/x"), stop.Token);
        await asked.Task.WaitAsync(Cancellation);
        await stop.CancelAsync();

        var failed = await Should.ThrowAsync<HttpBackendException>(() => sending);
        failed.Message.ShouldStartWith("asking failed: context deadline exceeded; last error status 503 (Store at ");
        failed.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Send_CancelledBeforeAnyResponse_IsCancelled()
    {
        using var stop = new CancellationTokenSource();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await StubServer.StartAsync(context =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var store = Store(Quick, server.Address);

        var sending = store.SendAsync(Get("/x"), stop.Token);
        await asked.Task.WaitAsync(Cancellation);
        await stop.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(() => sending)).CancellationToken.ShouldBe(stop.Token);
    }

    [Fact]
    public async Task Send_ResponseExceedsTheLimit_IsUnexpectedAndNotRetried()
    {
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync(new string('x', 2000), Cancellation));
        using var store = Store(Quick, largestAnswer: 1999, server.Address);

        var failed = await Should.ThrowAsync<HttpBackendException>(() => store.SendAsync(Get("/x"), Cancellation));

        failed.Failure.ShouldBe(HttpFailure.UnexpectedResponse);
        failed.Message.ShouldContain("the answer is larger than 32 MB");
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_EndlessSlowResponse_EndsAtTheTotalTimeout(bool isRepeated)
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            // It ends nevertheless, so that a client that reads all of it is detected.
            for (var drop = 0; drop < 60; drop++)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, context.RequestAborted);
            }
        });
        using var store = Store(Quick with { Budget = TimeSpan.FromSeconds(1), MaxAttempts = 1 }, server.Address);
        var call = Get("/x") with { IsRetried = isRepeated, Timeout = TimeSpan.FromSeconds(1) };

        (await Should.ThrowAsync<HttpBackendException>(() => store.SendAsync(call, Cancellation))).Failure.ShouldBe(HttpFailure.NoResponse);
    }

    [Theory]
    [InlineData(301, "/there", true)]
    [InlineData(302, "/there", true)]
    [InlineData(307, "/there", true)]
    [InlineData(303, "/there", false)]
    [InlineData(308, "/there", false)]
    [InlineData(307, "ftp://127.0.0.1/there", false)]
    [InlineData(307, "file:///etc/passwd", false)]
    [InlineData(307, null, false)]
    public async Task Send_Redirect_IsFollowedOnceIfTheCallAllowsIt(int status, string? location, bool isFollowed)
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/x" ? status : 200;
            context.Response.Headers.Location = location;
            return context.Response.WriteAsync("there", Cancellation);
        });
        using var store = Store(Quick, server.Address);

        var call = Get("/x") with { FollowsRedirect = true };
        if (isFollowed)
        {
            Encoding.UTF8.GetString((await store.SendAsync(call, Cancellation)).Body).ShouldBe("there");
            server.Requests.ShouldBe(["GET /x", "GET /there"]);
        }
        else
        {
            (await Should.ThrowAsync<HttpBackendException>(() => store.SendAsync(call, Cancellation))).Failure
                .ShouldBe(HttpFailure.UnexpectedResponse);
        }

        (await Should.ThrowAsync<HttpBackendException>(() => store.SendAsync(Get("/x"), Cancellation))).Status.ShouldBe(
            (HttpStatusCode)status);
    }

    [Fact]
    public async Task Send_EndlessRedirects_AreFollowedOnce()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = context.Request.Path + "x";
            return Task.CompletedTask;
        });
        using var store = Store(Quick, server.Address);

        await Should.ThrowAsync<HttpBackendException>(() => store.SendAsync(Get("/x") with { FollowsRedirect = true }, Cancellation));

        server.Requests.ShouldBe(["GET /x", "GET /xx"]);
    }

    [Fact]
    public async Task Send_SecretsInTheBodyAreQuotedBack_AreHidden()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 400;
            using var body = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(
                $"I was sent {await body.ReadToEndAsync(Cancellation)} by {context.Request.Headers["X-Token"]}", Cancellation);
        });
        using var store = Store(Quick, server.Address);
        var call = new HttpCall(HttpMethod.Put, "/x", "asking")
        {
            Body = "pass-word and it"u8.ToArray(),
            Headers = [new("X-Token", "to-ken")],
            Secrets = ["pass-word", "it"],
        };

        var failed = await Should.ThrowAsync<HttpBackendException>(() => store.SendAsync(call, Cancellation));

        // A secret as short as an ordinary word is not masked: masking it would reveal more than it hides.
        failed.Message.ShouldContain("status 400: I was sent (hidden) and it by (hidden)");
    }

    [Fact]
    public async Task Send_AcceptedStatus_ReturnsTheResponseWithItsHeaders()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            context.Response.Headers["X-Index"] = "7";
            return Task.CompletedTask;
        });
        using var store = Store(Quick, server.Address);

        var reply = await store.SendAsync(Get("/x") with { Accepted = [HttpStatusCode.NotFound] }, Cancellation);

        (reply.Status, reply.Header("x-index"), reply.Header("X-None"), reply.Body.Length)
            .ShouldBe((HttpStatusCode.NotFound, "7", null, 0));
        reply.Node.Name.ShouldBe(server.Address);
    }

    [Theory]
    [InlineData("h", "http", "http://h")]
    [InlineData("h:1", "https", "https://h:1")]
    [InlineData("[::1]:8500", "http", "http://[::1]:8500")]
    [InlineData("http://h:1/some/path/", "https", "http://h:1/some/path")]
    [InlineData("HTTPS://H:443", "http", "https://h")]
    [InlineData("unix:///run/x.sock", "http", "unix:///run/x.sock")]
    [InlineData("h:80", "http", "http://h")]
    public void Node_Name_IsTheServerWithItsPath(string text, string scheme, string name)
    {
        using var node = HttpNode.Create(text, scheme, () => null, TimeSpan.FromSeconds(1));

        node.Name.ShouldBe(name);
    }

    [Theory]
    [InlineData("h:port")]
    [InlineData("h:99999")]
    [InlineData("http://h:-1")]
    [InlineData("://h")]
    [InlineData("ws://h")]
    [InlineData(" ")]
    public void Node_InvalidAddress_IsRefused(string text) =>
        Should.Throw<KeyBackendException>(() => HttpNode.Create(text, "http", () => null, TimeSpan.FromSeconds(1)))
            .Message.ShouldBe($"the node {text} is not an address; write HOST:PORT, http://HOST:PORT or https://HOST:PORT");

    private static HttpCall Get(string path) => new(HttpMethod.Get, path, "asking");

    private static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static HttpStore Store(BackendRetry retry, params string[] nodes) => Store(retry, 1 << 20, nodes);

    private static HttpStore Store(BackendRetry retry, int largestAnswer, params string[] nodes) => new(
        [.. nodes.Select(node => HttpNode.Create(node, "http", () => null, TimeSpan.FromSeconds(5)))],
        new HttpStoreOptions { Product = "Store", Retry = retry, Clock = TimeProvider.System, MaxResponseBytes = largestAnswer });
}

using System.Globalization;
using System.Text;
using Confd.Backends.Http.Tests.Support;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;

namespace Confd.Backends.Http.Tests.Consul;

/// <summary>Requests to Consul and its responses, where a real one rarely sends them.</summary>
public sealed class ConsulResponseTests
{
    [Fact]
    public async Task Read_NotFoundByConsul_IsAnAbsentKey()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            context.Response.Headers["X-Consul-Index"] = "1";
            return Task.CompletedTask;
        });
        await using var backend = await OpenAsync(server);

        (await backend.ReadAsync(["/a"], Cancellation)).Select(["/a"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_NotFoundByAnotherServer_Fails()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("<h1>404 page not found</h1>", Cancellation);
        });
        await using var backend = await OpenAsync(server);

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation));

        failed.Message.ShouldBe(
            $"reading /a failed: the answer is not Consul's (Consul at {server.Address}); check the node and any proxy in between");
    }

    // Consul itself says by status 404 that there is no key.
    [Fact]
    public async Task Read_EmptyListOfAnotherServer_FailsInsteadOfBeingEmpty()
    {
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync("[]", Cancellation));
        await using var backend = await OpenAsync(server);

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation));

        failed.InnerException.ShouldBeOfType<HttpBackendException>().Failure.ShouldBe(HttpFailure.UnexpectedResponse);
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("/a /b")]
    public async Task Read_EverythingFilteredByAcls_FailsInsteadOfBeingEmpty(string keys)
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Headers["X-Consul-Results-Filtered-By-ACLs"] = "true";
            return context.Response.WriteAsync(context.Request.Path == "/v1/txn" ? """{"Results":[]}""" : "[]", Cancellation);
        });
        await using var backend = await OpenAsync(server);

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(keys.Split(' '), Cancellation));

        failed.InnerException.ShouldBeOfType<HttpBackendException>().Failure.ShouldBe(HttpFailure.Denied);
        failed.Message.ShouldContain("the token may read none of the keys");
    }

    // An agent with allow_write_http_from or block_endpoints, or a gateway that lets GET alone pass.
    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    public async Task Read_TransactionsAreRefused_ReadsEachTreeUntilTwoPassesAgree(int status)
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Headers["X-Consul-Index"] = "5";
            context.Response.StatusCode = context.Request.Method == "GET" ? 200 : status;
            return context.Response.WriteAsync(
                context.Request.Path == "/v1/kv/a" ? """[{"Key":"a","Value":"MQ==","ModifyIndex":3}]""" : "[]", Cancellation);
        });
        await using var backend = await OpenAsync(server);
        string[] keys = ["/a", "/b"];

        (await backend.ReadAsync(keys, Cancellation)).Select(keys).Keys.ShouldBe(["/a"]);
        (await backend.ReadAsync(keys, Cancellation)).Select(keys).Keys.ShouldBe(["/a"]);

        string[] pass = ["GET /v1/kv/a?recurse=", "GET /v1/kv/b?recurse="];
        server.Requests.ShouldBe(["PUT /v1/txn", .. pass, .. pass, .. pass, .. pass]);
    }

    [Fact]
    public async Task Read_TokenIsRefusedEverywhere_ReportsTheKeyAndTriesTransactionsAgain()
    {
        var isKnown = false;
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = isKnown ? 200 : 403;
            return context.Response.WriteAsync(isKnown ? """{"Results":[]}""" : "ACL not found", Cancellation);
        });
        await using var backend = await OpenAsync(server);

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a", "/b"], Cancellation));
        isKnown = true;
        await backend.ReadAsync(["/a", "/b"], Cancellation);

        failed.Message.ShouldStartWith("reading /a failed: status 403: ACL not found");
        server.Requests.ShouldBe(["PUT /v1/txn", "GET /v1/kv/a?recurse=", "PUT /v1/txn"]);
    }

    [Fact]
    public async Task Read_PartlyFilteredByAcls_IsTheRest()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Headers["X-Consul-Index"] = "5";
            context.Response.Headers["X-Consul-Results-Filtered-By-ACLs"] = "true";
            return context.Response.WriteAsync("""[{"Key":"a/x","Value":"MQ=="}]""", Cancellation);
        });
        await using var backend = await OpenAsync(server);

        (await backend.ReadAsync(["/a"], Cancellation)).Select(["/a"]).Keys.ShouldBe(["/a/x"]);
    }

    [Theory]
    [InlineData("/a b/ü", "GET /v1/kv/a%20b/%C3%BC?recurse=")]
    [InlineData("/100%", "GET /v1/kv/100%25?recurse=")]
    [InlineData("/q?x=1&y#z", "GET /v1/kv/q%3Fx=1&y%23z?recurse=")]
    [InlineData("/", "GET /v1/kv/?recurse=")]
    [InlineData("/a/*", "GET /v1/kv/a?recurse=")]
    public async Task Read_KeyWithUrlCharacters_IsEscaped(string key, string request)
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Headers["X-Consul-Index"] = "5";
            return context.Response.WriteAsync("[]", Cancellation);
        });
        await using var backend = await OpenAsync(server);

        await backend.ReadAsync([key], Cancellation);

        server.Requests.ShouldBe([request]);
    }

    [Fact]
    public async Task Read_NamespaceAndPartition_AreInEveryRequest()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.Headers["X-Consul-Index"] = "5";
            await context.Response.WriteAsync(context.Request.Path == "/v1/txn" ? """{"Results":[]}""" : "[]", Cancellation);
        });
        await using var backend = await OpenAsync(server, ("CONSUL_NAMESPACE", "team/a"), ("CONSUL_PARTITION", "p"));

        await backend.ReadAsync(["/a"], Cancellation);
        await backend.ReadAsync(["/a", "/b"], Cancellation);

        server.Requests.ShouldBe(["GET /v1/kv/a?recurse=&ns=team%2Fa&partition=p", "PUT /v1/txn?ns=team%2Fa&partition=p"]);
    }

    [Fact]
    public async Task Read_TokenFile_IsReadForEachRequestAndNamedIfMissing()
    {
        using var folder = new TempDirectory();
        var tokens = new List<string>();
        await using var server = await StubServer.StartAsync(context =>
        {
            tokens.Add(context.Request.Headers["X-Consul-Token"].ToString());
            context.Response.Headers["X-Consul-Index"] = "5";
            return context.Response.WriteAsync("[]", Cancellation);
        });
        await using var backend = await OpenAsync(server, ("CONSUL_HTTP_TOKEN_FILE", folder["token"]));

        await File.WriteAllTextAsync(folder["token"], "first\n", Cancellation);
        await backend.ReadAsync(["/a"], Cancellation);
        await File.WriteAllTextAsync(folder["token"], "second", Cancellation);
        await backend.ReadAsync(["/a"], Cancellation);
        await File.WriteAllTextAsync(folder["token"], " \n", Cancellation);
        await backend.ReadAsync(["/a"], Cancellation);
        File.Delete(folder["token"]);
        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation));

        tokens.ShouldBe(["first", "second", ""]);
        failed.Message.ShouldBe($"cannot read the token of CONSUL_HTTP_TOKEN_FILE, {folder["token"]}: no such file or directory");
    }

    [Fact]
    public async Task Read_PipeInPlaceOfTheTokenFile_FailsAtOnce()
    {
        using var folder = new TempDirectory();
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync("[]", Cancellation));
        await using var backend = await OpenAsync(server, ("CONSUL_HTTP_TOKEN_FILE", NamedPipe.Make(folder["token"])));

        (await Should.ThrowAsync<KeyBackendException>(() => NamedPipe.WithoutWaitingAsync(() => backend.ReadAsync(["/a"], Cancellation))))
            .Message.ShouldEndWith($"{folder["token"]}: it is a device, a pipe or a socket, not a file");
    }

    [Fact]
    public async Task Read_MoreThanOneTransactionWhileKeysChange_IsReadUntilTwoPassesAgree()
    {
        // Two groups a pass: the value changes in the second pass, and then no more.
        var transactions = 0;
        await using var server = await StubServer.StartAsync(async context =>
        {
            var pass = Interlocked.Increment(ref transactions) / 3;
            var version = Math.Min(pass, 1);
            using var body = new StreamReader(context.Request.Body);
            var hasFirst = (await body.ReadToEndAsync(Cancellation)).Contains("\"k000\"", StringComparison.Ordinal);
            var value = Convert.ToBase64String(Encoding.UTF8.GetBytes($"v{version}"));
            var entry = $$"""{"KV":{"Key":"k000","Value":"{{value}}","ModifyIndex":{{version + 1}} } }""";
            await context.Response.WriteAsync($$"""{"Results":[{{(hasFirst ? entry : "")}}]}""", Cancellation);
        });
        await using var backend = await OpenAsync(server);
        var keys = Enumerable.Range(0, 65).Select(number => string.Create(CultureInfo.InvariantCulture, $"/k{number:000}")).ToList();

        var reading = await backend.ReadAsync(keys, Cancellation);

        Encoding.UTF8.GetString(reading.Select(["/k000"])["/k000"].Span).ShouldBe("v1");
        transactions.ShouldBe(6, "two groups, three passes: the first differs from the second, which is as the third");
    }

    [Fact]
    public async Task Read_MoreThanOneTransactionWhileKeysChangeConstantly_TakesTheLastPass()
    {
        var transactions = 0;
        await using var server = await StubServer.StartAsync(async context =>
        {
            var index = Interlocked.Increment(ref transactions);
            var value = Convert.ToBase64String(Encoding.UTF8.GetBytes($"v{index}"));
            await context.Response.WriteAsync(
                $$"""{"Results":[{"KV":{"Key":"k000","Value":"{{value}}","ModifyIndex":{{index}} } }]}""", Cancellation);
        });
        await using var backend = await OpenAsync(server);
        var keys = Enumerable.Range(0, 65).Select(number => string.Create(CultureInfo.InvariantCulture, $"/k{number:000}")).ToList();

        (await backend.ReadAsync(keys, Cancellation)).Select(["/k000"]).ShouldNotBeEmpty();

        transactions.ShouldBe(10, "two groups, five passes");
    }

    [Theory]
    [InlineData("\"\"", "{}", false, "the cluster has no leader")]
    [InlineData("\"10.0.0.1:8300\"", """{"Config":{"Datacenter":"dc7"}}""", true, "dc7")]
    [InlineData("\"10.0.0.1:8300\"", "403", true, "unknown")]
    [InlineData("\"10.0.0.1:8300\"", "403 ACL not found", false, "ACL not found")]
    [InlineData("\"10.0.0.1:8300\"", "500", false, "status 500")]
    [InlineData("<html>", "{}", false, "the answer is not Consul's")]
    public async Task CheckHealth_Responses_ReportWhetherKeysCanBeRead(string leader, string self, bool isHealthy, string expected)
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            var isSelf = context.Request.Path == "/v1/agent/self";
            var answer = isSelf ? self : leader;
            context.Response.StatusCode = isSelf && char.IsAsciiDigit(self[0]) ? int.Parse(self[..3], CultureInfo.InvariantCulture) : 200;
            return context.Response.WriteAsync(char.IsAsciiDigit(answer[0]) ? answer[3..] : answer, Cancellation);
        });
        await using var backend = await OpenAsync(server);

        var health = await backend.CheckHealthAsync(Cancellation);

        health.IsHealthy.ShouldBe(isHealthy);
        (health.Message + string.Join(' ', health.Details)).ShouldContain(expected);
    }

    [Fact]
    public async Task Watch_RequestFailsDuringAWait_FailsWithItsReasonAndNoValue()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Headers["X-Consul-Index"] = "5";
            context.Response.StatusCode = context.Request.Query.ContainsKey("index") ? 500 : 200;
            return context.Response.WriteAsync(
                context.Request.Query.ContainsKey("index") ? "No cluster leader" : """[{"Key":"a","Value":"aHVzaA=="}]""", Cancellation);
        });
        await using var backend = await OpenAsync(server);
        await using var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();

        var broken = await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation));

        broken.Message.ShouldStartWith("watching /a failed: status 500: No cluster leader");
        await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation));
        server.Requests.Count.ShouldBe(2, "a question of a watch is not repeated: whoever waits opens a new one");
    }

    [Fact]
    public async Task Watch_IndexChangesForNeighboursOnly_ReportsNothingAndContinuesFromThere()
    {
        var moment = "5";
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await StubServer.StartAsync(async context =>
        {
            switch (context.Request.Query["index"].ToString())
            {
                case "5":
                    moment = "7";
                    break;
                case "7":
                    reached.TrySetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                    break;
            }

            context.Response.Headers["X-Consul-Index"] = moment;
            await context.Response.WriteAsync("""[{"Key":"a","Value":"MQ==","ModifyIndex":3}]""", Cancellation);
        });
        await using var backend = await OpenAsync(server);
        await using var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();

        var waiting = watch.WaitForChangeAsync(Cancellation);
        await reached.Task.WaitAsync(Cancellation);

        waiting.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Watch_ClosedTwiceDuringAWait_EndsItsRequests()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.Headers["X-Consul-Index"] = "5";
            if (context.Request.Query.ContainsKey("index"))
            {
                context.RequestAborted.Register(() => ended.TrySetResult());
                asked.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            await context.Response.WriteAsync("[]", Cancellation);
        });
        await using var backend = await OpenAsync(server);
        var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();
        await asked.Task.WaitAsync(Cancellation);

        await watch.DisposeAsync();
        await watch.DisposeAsync();

        await ended.Task.WaitAsync(Cancellation);
    }

    private static Task<IKeyBackend> OpenAsync(StubServer server, params (string Name, string Value)[] variables) =>
        new ConsulBackendFactory { Environment = name => variables.FirstOrDefault(variable => variable.Name == name).Value }.OpenAsync(
            new BackendSection("consul", [new(ConsulBackendFactory.Node, new[] { server.Address })]),
            new BackendContext { Retry = new BackendRetry { MaxAttempts = 1 } },
            Cancellation);
}

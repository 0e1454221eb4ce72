using System.Text;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.StoreSpec;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Sync.Tests.LaunchDarkly;

public sealed class LaunchDarklyClientTests : IAsyncLifetime
{
    private ScriptedLaunchDarkly _service = null!;
    private LaunchDarklyClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await ScriptedLaunchDarkly.StartAsync();
        _client = new LaunchDarklyClient(Options());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task GetAllIfChanged_SameStateAgain_IsNullUntilResetOrChanged()
    {
        _service.Data = """{"flags":{"a":{"key":"a","version":1}},"segments":{}}""";

        (await _client.GetAllIfChangedAsync(Cancellation)).ShouldNotBeNull().Kinds[DataKind.Features].Keys.ShouldBe(["a"]);
        (await _client.GetAllIfChangedAsync(Cancellation)).ShouldBeNull();
        _service.NotModified.ShouldBe(1);
        _client.Forget();
        (await _client.GetAllIfChangedAsync(Cancellation)).ShouldNotBeNull();
        _service.Data = """{"flags":{},"segments":{}}""";
        (await _client.GetAllIfChangedAsync(Cancellation)).ShouldNotBeNull().Kinds[DataKind.Features].ShouldBeEmpty();
    }

    [Fact]
    public async Task GetAll_NothingServedAtOnce_IsTheFirstDataOfTheStream()
    {
        _service.FailPolls(404, 404);

        foreach (var ask in new Func<Task<FlagDataSet?>>[]
        {
            async () => await _client.GetAllAsync(Cancellation), () => _client.GetAllIfChangedAsync(Cancellation),
        })
        {
            var all = ask();
            var stream = await _service.AcceptStreamAsync(Cancellation);
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var aborted = stream.Aborted.Register(ended.SetResult);
            await stream.PutAsync("""{"flags":{"a":{"key":"a","version":1}},"segments":{}}""");

            (await all).ShouldNotBeNull().Kinds[DataKind.Features].Keys.ShouldBe(["a"]);
            await ended.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        }
    }

    [Fact]
    public async Task GetAll_NothingServedAtOnceAndTheStreamEnds_ReportsIt()
    {
        _service.FailPolls(404);

        var all = _client.GetAllAsync(Cancellation);
        (await _service.AcceptStreamAsync(Cancellation)).End();

        (await Should.ThrowAsync<LaunchDarklyException>(() => all)).Message.ShouldEndWith(
            "/all: the stream ended before it sent the data");
    }

    [Theory]
    [InlineData(401, true)]
    [InlineData(403, true)]
    [InlineData(404, true)]
    [InlineData(400, false)]
    [InlineData(408, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    [InlineData(302, false)]
    public async Task Requests_Refused_ReportWhetherItIsPermanent(int status, bool isPermanent)
    {
        _service.FailPolls(status);
        _service.FailStreams(status, status);

        var poll = await Should.ThrowAsync<LaunchDarklyException>(() => _client.GetAllAsync(Cancellation));
        var stream = await Should.ThrowAsync<LaunchDarklyException>(() => FirstAsync(_client));

        foreach (var exception in new[] { poll, stream })
        {
            exception.IsPermanent.ShouldBe(isPermanent);
            exception.Message.ShouldContain($"answered {status}");
            exception.ToString().ShouldNotContain(_service.SdkKey);
        }
    }

    [Fact]
    public async Task Requests_NothingListens_FailWithoutBeingFinal()
    {
        using var client = new LaunchDarklyClient(
            Options() with { BaseUri = new Uri("http://127.0.0.1:1"), StreamUri = new Uri("http://127.0.0.1:1/relay/") });

        (await Should.ThrowAsync<LaunchDarklyException>(() => client.GetAllAsync(Cancellation))).IsPermanent.ShouldBeFalse();
        var exception = await Should.ThrowAsync<LaunchDarklyException>(() => FirstAsync(client));
        exception.IsPermanent.ShouldBeFalse();
        exception.Message.ShouldStartWith("http://127.0.0.1:1/relay/all: ");
    }

    [Fact]
    public async Task GetAll_ResponseIsNotFlagData_Fails()
    {
        _service.Data = "<html>";

        (await Should.ThrowAsync<FlagDataException>(() => _client.GetAllAsync(Cancellation))).Message.ShouldContain("/sdk/latest-all:1:1:");
    }

    [Theory]
    [InlineData(401, "", "/sdk/latest-all answered 401 with an empty body; check the SDK key")]
    [InlineData(
        403,
        "<!DOCTYPE html><title>Blocked for user carol</title>",
        "/sdk/latest-all answered 403 with a web page (HTML); a page comes from a proxy")]
    [InlineData(413, "", "/sdk/latest-all answered 413 with an empty body; something in between limits the size")]
    [InlineData(502, "\n <HTML><body>carol", "/sdk/latest-all answered 502 with a web page (HTML); a page comes from a proxy")]
    [InlineData(503, "", "/sdk/latest-all answered 503 with an empty body; the service, or what it is behind, is not available")]
    [InlineData(503, "no healthy upstream of carol", "/sdk/latest-all answered 503 with plain text; the service")]
    [InlineData(500, "{\"message\":\"carol\"}", "/sdk/latest-all answered 500 with JSON")]
    [InlineData(500, "<Error>carol</Error>", "/sdk/latest-all answered 500 with XML or HTML")]
    [InlineData(500, "\u0000carol", "/sdk/latest-all answered 500 with binary data")]
    public async Task Requests_RefusedWithAnyBody_NameItsKindAndNotItsText(int status, string body, string expected)
    {
        for (var request = 0; request < 2; request++)
        {
            _service.AnswerNext(async context =>
            {
                context.Response.StatusCode = status;
                await context.Response.WriteAsync(body);
            });
        }

        var poll = await Should.ThrowAsync<LaunchDarklyException>(() => _client.GetAllAsync(Cancellation));
        var stream = await Should.ThrowAsync<LaunchDarklyException>(() => FirstAsync(_client));

        poll.Message.ShouldStartWith(_service.Uri.GetLeftPart(UriPartial.Authority) + expected);
        stream.Message.ShouldBe(poll.Message.Replace("/sdk/latest-all", "/all", StringComparison.Ordinal));
        (poll.Message + stream.Message).ShouldNotContain("carol");
    }

    [Theory]
    [InlineData(
        "https://login.example/start?session=s3cret",
        "answered 302 and sends to https://login.example/start; redirects are not followed, as the SDK key would be sent along")]
    [InlineData("/login", "/login; redirects are not followed")]
    [InlineData("https://user:s3cret@login.example/", "sends to https://login.example/;")]
    [InlineData(null, "answered 302 without saying where it sends to; redirects are not followed")]
    public async Task Requests_Redirected_NameTheTargetWithoutItsSecrets(string? target, string expected)
    {
        for (var request = 0; request < 2; request++)
        {
            _service.AnswerNext(context =>
            {
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = target;
                return Task.CompletedTask;
            });
        }

        foreach (var send in new Func<Task>[] { () => _client.GetAllAsync(Cancellation), () => FirstAsync(_client) })
        {
            var exception = await Should.ThrowAsync<LaunchDarklyException>(send);
            exception.Message.ShouldContain(expected);
            exception.Message.ShouldNotContain("s3cret");
        }
    }

    [Theory]
    [InlineData("text/html; charset=utf-8", "answered 200 with the content type text/html in place of text/event-stream")]
    [InlineData("application/json", "answered 200 with the content type application/json in place of text/event-stream")]
    [InlineData(null, "answered 200 with no content type in place of text/event-stream")]
    public async Task Stream_ResponseIsNotAnEventStream_NamesItsContentType(string? type, string expected)
    {
        _service.AnswerNext(context =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync("event: put\ndata: {\"data\":{\"flags\":{}}}\n\n");
        });

        var exception = await Should.ThrowAsync<LaunchDarklyException>(() => FirstAsync(_client));

        exception.Message.ShouldContain(expected);
        exception.IsPermanent.ShouldBeFalse();
    }

    [Theory]
    [InlineData("<html><body>carol", "answered 200 with a web page (HTML) in place of flag data")]
    [InlineData("", "answered 200 with an empty body in place of flag data")]
    [InlineData("carol", "answered 200 with plain text in place of flag data")]
    public async Task GetAll_UnexpectedResponse_NamesItsKindAndNotItsText(string body, string expected)
    {
        _service.Data = body;

        var exception = await Should.ThrowAsync<FlagDataException>(() => _client.GetAllAsync(Cancellation));

        exception.Message.ShouldContain(expected);
        exception.Message.ShouldNotContain("carol");
    }

    [Fact]
    public async Task GetAll_EndlessResponse_IsAbortedAtTheLimit()
    {
        using var client = new LaunchDarklyClient(Options() with { MaxPayloadBytes = 100_000 });
        _service.AnswerNext(context => WriteForEverAsync(context, "{\"flags\":{\"a\":{"));

        var exception = await Should.ThrowAsync<LaunchDarklyException>(() => client.GetAllAsync(Cancellation));

        exception.Message.ShouldEndWith(
            "/sdk/latest-all: the answer is larger than 100000 bytes, the most that is read; nothing of it was used");
        exception.IsPermanent.ShouldBeFalse();
    }

    [Theory]
    [InlineData("data: ", "x")]
    [InlineData("", "data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n")]
    [InlineData(":", "a comment without end ")]
    public async Task Stream_EndlessEvent_IsAbortedAtTheLimit(string start, string piece)
    {
        using var client = new LaunchDarklyClient(Options() with { MaxPayloadBytes = 100_000 });
        _service.AnswerNext(context =>
        {
            context.Response.ContentType = "text/event-stream";
            return WriteForEverAsync(context, start, piece);
        });

        var exception = await Should.ThrowAsync<LaunchDarklyException>(() => FirstAsync(client));

        exception.Message.ShouldEndWith(
            "/all: the stream broke: an event is larger than 100000 bytes, the most that is read; nothing of it was used");
        exception.IsPermanent.ShouldBeFalse();
    }

    [Fact]
    public async Task GetAll_OneBrokenItem_IsSkippedAndOthersAreRead()
    {
        _service.Data = """{"flags":{"":{"version":1},"a":{"key":"b","version":1},"c":{"key":"c","version":2}},"segments":{}}""";

        var data = await _client.GetAllAsync(Cancellation);

        data.Kinds[DataKind.Features].Keys.ShouldBe(["c"]);
        data.PassedOver.Select(fault => fault.Key).ShouldBe(["", "a"]);
    }

    [Fact]
    public async Task Stream_OneBrokenItemInAPatch_IsReportedAndTheStreamContinues()
    {
        var changes = _client.StreamAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var next = changes.MoveNextAsync();
        var connection = await _service.AcceptStreamAsync(Cancellation);

        await connection.PatchAsync("/flags/a", """{"key":"b","version":1}""");
        (await next).ShouldBeTrue();
        changes.Current.Fault.ShouldBe(new FlagDataFault(DataKind.Features, "a", "the item under the key 'a' says that its key is 'b'"));
        changes.Current.Item.ShouldBeNull();
        await connection.PatchAsync("/flags/c", """{"key":"c","version":1}""");
        (await changes.MoveNextAsync()).ShouldBeTrue();

        changes.Current.Key.ShouldBe("c");
        changes.Current.Fault.ShouldBeNull();
        await changes.DisposeAsync();
    }

    [Fact]
    public void Origin_SameEnvironment_IsTheSameForStreamAndPollsWithoutSecrets()
    {
        var options = new LaunchDarklyOptions { SdkKey = "sdk-5ecret" };
        var relay = new Uri("https://user:s3cret@relay.example/base/");

        var origin = SyncOrigin.Of(options);

        origin.Name.ShouldBe("https://sdk.launchdarkly.com");
        origin.Id.Length.ShouldBe(32);
        SyncOrigin.Of(options).ShouldBe(origin);
        SyncOrigin.Of(options with { SdkKey = "sdk-other" }).Id.ShouldNotBe(origin.Id);
        SyncOrigin.Of(options with { Filter = "app" }).Id.ShouldNotBe(origin.Id);
        SyncOrigin.Of(options with { BaseUri = relay, StreamUri = relay }).Name.ShouldBe("https://relay.example/base");
        SyncOrigin.Of(options with { StreamUri = relay }).ShouldBe(SyncOrigin.Of(options with { BaseUri = relay, StreamUri = relay }));
    }

    [Fact]
    public async Task GetAll_WithFilter_SendsIt()
    {
        using var client = new LaunchDarklyClient(Options() with { Filter = "my-app.x" });

        await client.GetAllAsync(Cancellation);

        _service.LastFilter.ShouldBe("my-app.x");
    }

    [Fact]
    public async Task Stream_EveryKindOfEvent_IsReadAndUnknownOnesAreIgnored()
    {
        var changes = _client.StreamAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var next = changes.MoveNextAsync();
        var connection = await _service.AcceptStreamAsync(Cancellation);

        await connection.SendAsync(": heartbeat\n\nevent: reconnect\ndata: {}\n\n");
        await connection.SendAsync("event: put\ndata: {\"data\":{\"flags\":{\"a\":{\"version\":1}}}}\n\n");
        (await next).ShouldBeTrue();
        changes.Current.All.ShouldNotBeNull().Kinds[DataKind.Features].Keys.ShouldBe(["a"]);

        await connection.PatchAsync("/other/a", "{}");
        await connection.PatchAsync("/flags/", "{}");
        await connection.PatchAsync("/flags/a/b", """{"key":"a/b","version":3}""");
        (await changes.MoveNextAsync()).ShouldBeTrue();
        changes.Current.Kind.ShouldBe(DataKind.Features);
        changes.Current.Key.ShouldBe("a/b");
        Encoding.UTF8.GetString(changes.Current.Item!.Content.Span).ShouldBe("""{"key":"a/b","version":3}""");

        await connection.DeleteAsync("/segments/s", 9);
        (await changes.MoveNextAsync()).ShouldBeTrue();
        changes.Current.Kind.ShouldBe(DataKind.Segments);
        changes.Current.Item!.IsDeleted.ShouldBeTrue();
        changes.Current.Item.Version.ShouldBe(9);

        connection.End();
        (await changes.MoveNextAsync()).ShouldBeFalse();
        await changes.DisposeAsync();
    }

    [Theory]
    [InlineData("event: put\ndata: {\"path\":\"/\"}\n\n")]
    [InlineData("event: put\ndata: {\"path\":\"/\",\"data\":{}}\n\n")]
    [InlineData("event: put\ndata: nonsense\n\n")]
    [InlineData("event: patch\ndata: {\"path\":\"/flags/a\",\"data\":{\"version\":x}}\n\n")]
    [InlineData("event: patch\ndata: {\"path\":\"/flags/a\"}\n\n")]
    [InlineData("event: patch\ndata: {}\n\n")]
    [InlineData("event: delete\ndata: {\"path\":\"/flags/a\"}\n\n")]
    public async Task Stream_BrokenEvent_Fails(string text)
    {
        var first = FirstAsync(_client);
        await (await _service.AcceptStreamAsync(Cancellation)).SendAsync(text);

        await Should.ThrowAsync<FlagDataException>(() => first);
    }

    [Fact]
    public async Task Stream_ConnectionBreaks_FailsWithoutBeingFinal()
    {
        var first = FirstAsync(_client);
        (await _service.AcceptStreamAsync(Cancellation)).Break();

        (await Should.ThrowAsync<LaunchDarklyException>(() => first)).IsPermanent.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    public void Constructor_InvalidKey_IsRefusedWithoutShowingIt(string key)
    {
        var exception = Should.Throw<ArgumentException>(() => new LaunchDarklyClient(Options() with { SdkKey = key }));

        exception.Message.ShouldNotContain("a b");
    }

    [Fact]
    public void Options_Printed_DoNotShowTheKey() => Options().ToString().ShouldNotContain(_service.SdkKey);

    private static async Task FirstAsync(LaunchDarklyClient client)
    {
        await foreach (var _ in client.StreamAsync(Cancellation))
        {
            return;
        }
    }

    private static async Task WriteForEverAsync(HttpContext context, string start, string piece = "x")
    {
        var pieces = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 1_000)));
        await context.Response.WriteAsync(start);
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(pieces, context.RequestAborted);
        }
    }

    private LaunchDarklyOptions Options() => new() { SdkKey = _service.SdkKey, BaseUri = _service.Uri, StreamUri = _service.Uri };
}

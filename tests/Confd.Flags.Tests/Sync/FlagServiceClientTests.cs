using System.Text;
using Confd.Flags.Storage;
using Confd.Flags.Sync;
using Confd.StoreSpec;

namespace Confd.Flags.Tests.Sync;

public sealed class FlagServiceClientTests : IAsyncLifetime
{
    private ScriptedFlagService _service = null!;
    private FlagServiceClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = await ScriptedFlagService.StartAsync();
        _client = new FlagServiceClient(Options());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task GetAllIfChanged_SameStateAgain_IsNullUntilForgottenOrChanged()
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
    public async Task Requests_Refused_SayWhetherItIsForGood(int status, bool isFinal)
    {
        _service.FailPolls(status);
        _service.FailStreams(status);

        var poll = await Should.ThrowAsync<FlagServiceException>(() => _client.GetAllAsync(Cancellation));
        var stream = await Should.ThrowAsync<FlagServiceException>(() => FirstAsync(_client));

        foreach (var exception in new[] { poll, stream })
        {
            exception.IsFinal.ShouldBe(isFinal);
            exception.Message.ShouldContain($"answered {status}");
            exception.ToString().ShouldNotContain(_service.SdkKey);
        }
    }

    [Fact]
    public async Task Requests_NothingListens_FailWithoutBeingFinal()
    {
        using var client = new FlagServiceClient(Options() with { BaseUri = new Uri("http://127.0.0.1:1"), StreamUri = new Uri("http://127.0.0.1:1/relay/") });

        (await Should.ThrowAsync<FlagServiceException>(() => client.GetAllAsync(Cancellation))).IsFinal.ShouldBeFalse();
        var exception = await Should.ThrowAsync<FlagServiceException>(() => FirstAsync(client));
        exception.IsFinal.ShouldBeFalse();
        exception.Message.ShouldStartWith("http://127.0.0.1:1/relay/all: ");
    }

    [Fact]
    public async Task GetAll_AnswerIsNoFlagData_Fails()
    {
        _service.Data = "<html>";

        (await Should.ThrowAsync<FlagDataException>(() => _client.GetAllAsync(Cancellation))).Message.ShouldContain("/sdk/latest-all:1:1:");
    }

    [Fact]
    public async Task GetAll_WithFilter_AsksForIt()
    {
        using var client = new FlagServiceClient(Options() with { Filter = "my app&x" });

        await client.GetAllAsync(Cancellation);

        _service.LastFilter.ShouldBe("my app&x");
    }

    [Fact]
    public async Task Stream_EveryKindOfEvent_IsReadAndUnknownOnesPassedOver()
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
    [InlineData("event: patch\ndata: {\"path\":\"/flags/a\",\"data\":{\"version\":\"x\"}}\n\n")]
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

        (await Should.ThrowAsync<FlagServiceException>(() => first)).IsFinal.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    public void Constructor_KeyThatIsNoKey_IsRefusedWithoutShowingIt(string key)
    {
        var exception = Should.Throw<ArgumentException>(() => new FlagServiceClient(Options() with { SdkKey = key }));

        exception.Message.ShouldNotContain("a b");
    }

    [Fact]
    public void Options_Printed_DoNotShowTheKey() => Options().ToString().ShouldNotContain(_service.SdkKey);

    private static async Task FirstAsync(FlagServiceClient client)
    {
        await foreach (var _ in client.StreamAsync(Cancellation))
        {
            return;
        }
    }

    private FlagServiceOptions Options() => new() { SdkKey = _service.SdkKey, BaseUri = _service.Uri, StreamUri = _service.Uri };
}

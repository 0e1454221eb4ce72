using System.Text.Json;
using Confd.Flags.Storage;

namespace Confd.Flags.Service.Tests;

public sealed class SdkStreamTests
{
    private static readonly Dictionary<string, string> Some = new()
    {
        ["a"] = Flags.Switch("a", 1, isOn: true),
        ["mobile-b"] = Flags.Switch("mobile-b", 1, isOn: true),
    };
    private static readonly Dictionary<string, string> Segment = new()
    {
        ["s"] = """{"key":"s","version":1,"included":["u"],"unheardOf":1}""",
    };

    [Fact]
    public async Task Stream_Opened_SendsEverythingAsStored()
    {
        await using var served = await ServedTable.StartAsync(Some, Segment);
        await served.DeleteFlagAsync("mobile-b", 2);

        using var stream = await OpenStream.OpenAsync(served.Http, Requests.Sdk("/all"));
        var put = await stream.NextAsync();

        put!.Value.Name.ShouldBe("put");
        put.Value.Data.ShouldBe(PutOf($"\"a\":{Some["a"]}", $"\"s\":{Segment["s"]}"));
        stream.Response.Headers.GetValues("X-LD-EnvID").ShouldBe([ServedTable.EnvironmentId]);
        stream.Response.Headers.CacheControl!.NoCache.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/all")]
    [InlineData("/flags")]
    [InlineData("/ping/" + ServedTable.EnvironmentId)]
    [InlineData("/eval/" + ServedTable.EnvironmentId + "/eyJrZXkiOiJhIn0")]
    public async Task Stream_HeadRequest_EndsAfterTheHeaders(string path)
    {
        await using var served = await ServedTable.StartAsync(Some, Segment);

        using var response = await served.Http.SendAsync(
            Requests.Sdk(path, method: "HEAD"), HttpCompletionOption.ResponseContentRead, Cancellation);
        var after = await served.Http.FetchAsync(Requests.Sdk("/status"));

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        after.Status.ShouldBe(200);
    }

    [Fact]
    public async Task Stream_ItemsChange_SendsPatchAndDelete()
    {
        await using var served = await ServedTable.StartAsync(Some, Segment);
        using var stream = await OpenStream.OpenAsync(served.Http, Requests.Sdk("/all"));
        await stream.NextAsync();
        var changed = Flags.Switch("a", 2, isOn: false);

        await served.PutFlagAsync("a", changed);
        var patch = await stream.NextAsync();
        await served.DeleteFlagAsync("a", 7);
        var delete = await stream.NextAsync();

        patch.ShouldBe(("patch", $$"""{"path":"/flags/a","data":{{changed}}}"""));
        delete.ShouldBe(("delete", """{"path":"/flags/a","version":7}"""));
    }

    [Fact]
    public async Task Stream_NewDataSetWithLowerVersions_SendsEverythingAgain()
    {
        await using var served = await ServedTable.StartAsync(new Dictionary<string, string> { ["a"] = Flags.Switch("a", 9, isOn: true) });
        using var stream = await OpenStream.OpenAsync(served.Http, Requests.Sdk("/all"));
        await stream.NextAsync();
        var older = Flags.Switch("a", 3, isOn: false);

        await served.Store.InitAsync(DataOf("a", older), CancellationToken.None);
        await served.Client.RefreshAsync(Cancellation);

        (await stream.NextAsync()).ShouldBe(("put", PutOf($"\"a\":{older}", "")));
    }

    [Fact]
    public async Task Stream_RowReturnsWithItsOldVersion_SendsEverythingAgain()
    {
        await using var served = await ServedTable.StartAsync(Some);
        using var stream = await OpenStream.OpenAsync(served.Http, Requests.Sdk("/all"));
        await stream.NextAsync();

        await served.Store.InitAsync(DataOf("a", Some["a"]), CancellationToken.None);
        await served.Client.RefreshAsync(Cancellation);
        var gone = await stream.NextAsync();
        await served.PutFlagAsync("mobile-b", Some["mobile-b"]);
        var back = await stream.NextAsync();

        gone.ShouldBe(("delete", """{"path":"/flags/mobile-b","version":2}"""));
        back!.Value.Name.ShouldBe("put");
    }

    [Fact]
    public async Task FlagStream_OfOldSdks_HasFlagsOnly()
    {
        await using var served = await ServedTable.StartAsync(Some, Segment);
        using var stream = await OpenStream.OpenAsync(served.Http, Requests.Sdk("/flags"));

        var put = await stream.NextAsync();
        await served.PutFlagAsync("a", Flags.Switch("a", 2, isOn: false));
        var patch = await stream.NextAsync();

        put!.Value.Data.ShouldBe($$"""{"a":{{Some["a"]}},"mobile-b":{{Some["mobile-b"]}}}""");
        patch!.Value.Data.ShouldStartWith("""{"path":"/a","data":{""");
    }

    [Theory]
    [InlineData("/mping", ServedTable.MobileKey)]
    [InlineData("/ping/" + ServedTable.EnvironmentId, null)]
    [InlineData("/eval/" + ServedTable.EnvironmentId + "/eyJrZXkiOiJ1In0", null)]
    [InlineData("/meval/eyJrZXkiOiJ1In0", ServedTable.MobileKey)]
    public async Task ClientStream_AnyChange_SendsAPing(string path, string? key)
    {
        await using var served = await ServedTable.StartAsync(Some, Segment);
        using var stream = await OpenStream.OpenAsync(served.Http, Requests.Sdk(path, key));

        var opening = await stream.NextAsync();
        await served.PutFlagAsync("a", Flags.Switch("a", 2, isOn: false));
        var change = await stream.NextAsync();

        // One blank: an event without data is dropped by the SDKs.
        opening.ShouldBe(("ping", " "));
        change.ShouldBe(("ping", " "));
    }

    [Fact]
    public async Task Stream_NothingChanges_SendsHeartbeats()
    {
        await using var served = await ServedTable.StartAsync(
            Some, options: new FlagServiceOptions { Heartbeat = TimeSpan.FromMilliseconds(20) });
        using var stream = await OpenStream.OpenAsync(served.Http, Requests.Sdk("/all"));

        await stream.NextAsync();

        (await stream.NextAsync()).ShouldBe((":", ""));
    }

    [Fact]
    public async Task Stream_ServiceStops_EndsGracefully()
    {
        var served = await ServedTable.StartAsync(Some);
        using var stream = await OpenStream.OpenAsync(served.Http, Requests.Sdk("/all"));
        await stream.NextAsync();

        using var limit = new CancellationTokenSource(ServedTable.Patience);
        await served.Server.StopAsync(limit.Token);

        (await stream.NextAsync()).ShouldBeNull();
        await served.DisposeAsync();
    }

    [Fact]
    public async Task Stream_Filter_SelectsFlagsAndTheirPrerequisites()
    {
        var flags = new Dictionary<string, string>(Some)
        {
            ["mobile-c"] = Flags.Switch("mobile-c", 1, isOn: true, ""","prerequisites":[{"key":"base","variation":1}]"""),
            ["base"] = Flags.Switch("base", 1, isOn: true),
        };
        var filters = new Dictionary<string, IReadOnlyList<string>> { ["mobile"] = ["mobile-*"] };
        await using var served = await ServedTable.StartAsync(flags, filters: filters);

        var data = await served.Http.FetchAsync(Requests.Sdk("/sdk/latest-all?filter=mobile"));
        var unknown = await served.Http.FetchAsync(Requests.Sdk("/all?filter=other"));

        data.Body.GetProperty("flags").EnumerateObject().Select(flag => flag.Name).ShouldBe(["base", "mobile-b", "mobile-c"]);
        unknown.Status.ShouldBe(404);
        unknown.Body.GetProperty("message").GetString().ShouldBe("payload filter was not found");
    }

    [Fact]
    public async Task Stream_FilteredFlagsUntouched_SendsNothing()
    {
        var filters = new Dictionary<string, IReadOnlyList<string>> { ["mobile"] = ["mobile-*"] };
        await using var served = await ServedTable.StartAsync(Some, filters: filters);
        using var stream = await OpenStream.OpenAsync(served.Http, Requests.Sdk("/all?filter=mobile"));
        await stream.NextAsync();

        await served.PutFlagAsync("a", Flags.Switch("a", 2, isOn: false));
        await served.PutFlagAsync("mobile-b", Flags.Switch("mobile-b", 2, isOn: false));

        JsonDocument.Parse((await stream.NextAsync())!.Value.Data).RootElement.GetProperty("path").GetString().ShouldBe("/flags/mobile-b");
    }

    private static string PutOf(string flags, string segments) =>
        """{"path":"/","data":{"flags":{""" + flags + """},"segments":{""" + segments + "}}}";

    private static FlagDataSet DataOf(string key, string json) => new(
        new KindItems(DataKind.Segments, new Dictionary<string, VersionedItem>()),
        new KindItems(
            DataKind.Features,
            new Dictionary<string, VersionedItem> { [key] = FlagItemJson.Read(key, System.Text.Encoding.UTF8.GetBytes(json)) }));
}

using System.IO.Compression;
using System.Net;

namespace Confd.Flags.Service.Tests;

public sealed class SdkDataTests
{
    private static readonly Dictionary<string, string> Some = new() { ["a"] = Flags.Switch("a", 1, isOn: true) };
    private static readonly Dictionary<string, string> Segment = new() { ["s"] = """{"key":"s","version":1,"included":["u"]}""" };

    [Fact]
    public async Task LatestAll_Tag_IsThatOfTheData()
    {
        await using var served = await ServedTable.StartAsync(Some, Segment);

        using var first = await served.Http.SendAsync(Requests.Sdk("/sdk/latest-all"), Cancellation);
        var tag = first.Headers.ETag!.ToString();
        using var same = await served.Http.SendAsync(Requests.Sdk("/sdk/latest-all"), "If-None-Match", tag);
        await served.PutFlagAsync("a", Flags.Switch("a", 2, isOn: false));
        using var changed = await served.Http.SendAsync(Requests.Sdk("/sdk/latest-all"), "If-None-Match", tag);

        (await first.Content.ReadAsStringAsync(Cancellation))
            .ShouldBe($$$"""{"flags":{"a":{{{Some["a"]}}}},"segments":{"s":{{{Segment["s"]}}}}}""");
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        same.Headers.ETag!.ToString().ShouldBe(tag);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("gzip, deflate", true)]
    [InlineData("br, GZIP;q=0.5", true)]
    [InlineData("gzip ; q=0.001", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip; q=0.000", false)]
    [InlineData("gzippy", false)]
    [InlineData("identity", false)]
    public async Task LatestAll_Gzip_IsSentToClientsThatAcceptIt(string accepted, bool isPacked)
    {
        await using var served = await ServedTable.StartAsync(Some);

        using var response = await served.Http.SendAsync(Requests.Sdk("/sdk/latest-all"), "Accept-Encoding", accepted);

        response.Content.Headers.ContentEncoding.ShouldBe(isPacked ? ["gzip"] : []);
        response.Headers.Vary.ShouldContain("Accept-Encoding");
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        using var text = new StreamReader(isPacked ? new GZipStream(body, CompressionMode.Decompress) : body);
        (await text.ReadToEndAsync(Cancellation)).ShouldStartWith("""{"flags":{"a":{""");
    }

    [Theory]
    [InlineData("/sdk/flags", """{"a":{""")]
    [InlineData("/sdk/flags/a", """{"key":"a",""")]
    [InlineData("/sdk/latest-flags/a", """{"key":"a",""")]
    [InlineData("/sdk/segments/s", """{"key":"s",""")]
    [InlineData("/sdk/latest-segments/s", """{"key":"s",""")]
    public async Task Item_Existing_IsReturned(string path, string start)
    {
        await using var served = await ServedTable.StartAsync(Some, Segment);

        var answer = await served.Http.FetchAsync(Requests.Sdk(path));

        answer.Status.ShouldBe(200);
        answer.Body.GetRawText().ShouldStartWith(start);
    }

    [Theory]
    [InlineData("/sdk/flags/a%2Fb%20c")]
    [InlineData("/sdk/flags/a/b%20c")]
    [InlineData("/sdk/latest-flags/a%2fb%20c?filter=")]
    [InlineData("/sdk/segments/a%2Fb%20c")]
    [InlineData("/sdk/latest-segments/a%2Fb%20c")]
    public async Task Item_KeyThatIsEscaped_IsReturned(string path)
    {
        await using var served = await ServedTable.StartAsync(
            new Dictionary<string, string> { ["a/b c"] = Flags.Switch("a/b c", 1, isOn: true) },
            new Dictionary<string, string> { ["a/b c"] = """{"key":"a/b c","version":1}""" });

        var answer = await served.Http.FetchAsync(Requests.Sdk(path));

        answer.Status.ShouldBe(200);
        answer.Body.GetProperty("key").GetString().ShouldBe("a/b c");
    }

    [Theory]
    [InlineData("/sdk/flags/a%252Fb", 200)]
    [InlineData("/sdk/flags/a%2Fb", 404)]
    [InlineData("/sdk/flags/", 404)]
    public async Task Item_KeyWithAPercentSign_IsUnescapedOnce(string path, int expected)
    {
        await using var served = await ServedTable.StartAsync(
            new Dictionary<string, string> { ["a%2Fb"] = Flags.Switch("a%2Fb", 1, isOn: true) });

        (await served.Http.FetchAsync(Requests.Sdk(path))).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task Item_DeletedOrUnknown_IsNotFound()
    {
        await using var served = await ServedTable.StartAsync(Some);
        await served.DeleteFlagAsync("a", 2);

        (await served.Http.FetchAsync(Requests.Sdk("/sdk/flags/a"))).Status.ShouldBe(404);
        (await served.Http.FetchAsync(Requests.Sdk("/sdk/flags/b"))).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("GET", "/sdk/poll")]
    [InlineData("GET", "/sdk/stream")]
    [InlineData("GET", "/sdk/poll/eval/x")]
    [InlineData("POST", "/sdk/poll/eval")]
    [InlineData("REPORT", "/msdk/stream/eval")]
    public async Task SecondGeneration_Requested_IsRedirectedToTheFirst(string method, string path)
    {
        await using var served = await ServedTable.StartAsync(Some);

        using var response = await served.Http.SendAsync(Requests.Sdk(path, method: method), Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Headers.GetValues("x-ld-fd-fallback").ShouldBe(["true"]);
    }
}

using System.Net;
using System.Text.Json;
using Confd.Flags.Service.Ofrep;

namespace Confd.Flags.Service.Tests;

public sealed class OfrepTests
{
    private const string User = """{"context":{"targetingKey":"u"}}""";
    private const string ProUser = """{"context":{"targetingKey":"u","plan":"pro"}}""";

    private static readonly Dictionary<string, string> Some = new()
    {
        ["plan"] = Flags.ByPlan("plan"),
        ["on"] = Flags.Switch("on", 3, isOn: true),
        ["off"] = Flags.Switch("off", 4, isOn: false),
        ["a/b c"] = Flags.Switch("a/b c", 1, isOn: true),
        ["none"] = """{"key":"none","version":5,"on":false,"variations":[1]}""",
        ["null"] = """{"key":"null","version":6,"on":true,"variations":[null],"fallthrough":{"variation":0}}""",
        ["malformed"] = """{"key":"malformed","version":7,"on":true,"variations":[1],"fallthrough":{"variation":9}}""",
        ["split"] = """{"key":"split","version":8,"on":true,"variations":["a","b"]"""
            + ""","salt":"s","fallthrough":{"rollout":{"variations":[{"variation":0,"weight":100000}]}}}""",
        ["behind"] = Flags.Switch("behind", 9, isOn: true, ""","prerequisites":[{"key":"off","variation":1}]"""),
    };

    [Theory]
    [InlineData(
        "/plan",
        ProUser,
        200,
        """{"key":"plan","value":true,"variant":"1","reason":"TARGETING_MATCH","metadata":{"ldReason":"RULE_MATCH","flagVersion":1"""
        + ""","ruleIndex":0,"ruleId":"r1"}}""")]
    [InlineData(
        "/plan",
        User,
        200,
        """{"key":"plan","value":false,"variant":"0","reason":"DEFAULT","metadata":{"ldReason":"FALLTHROUGH","flagVersion":1}}""")]
    [InlineData(
        "/off",
        User,
        200,
        """{"key":"off","value":false,"variant":"0","reason":"DISABLED","metadata":{"ldReason":"OFF","flagVersion":4}}""")]
    [InlineData("/none", User, 200, """{"key":"none","reason":"DISABLED","metadata":{"ldReason":"OFF","flagVersion":5}}""")]
    [InlineData(
        "/null", User, 200, """{"key":"null","variant":"0","reason":"DEFAULT","metadata":{"ldReason":"FALLTHROUGH","flagVersion":6}}""")]
    [InlineData(
        "/split",
        User,
        200,
        """{"key":"split","value":"a","variant":"0","reason":"SPLIT","metadata":{"ldReason":"FALLTHROUGH","flagVersion":8}}""")]
    [InlineData(
        "/behind",
        User,
        200,
        """{"key":"behind","value":false,"variant":"0","reason":"DISABLED","metadata":{"ldReason":"PREREQUISITE_FAILED","flagVersion":9"""
        + ""","prerequisiteKey":"off"}}""")]
    [InlineData(
        "/a%2Fb%20c",
        User,
        200,
        """{"key":"a/b c","value":true,"variant":"1","reason":"DEFAULT","metadata":{"ldReason":"FALLTHROUGH","flagVersion":1}}""")]
    [InlineData(
        "/a/b%20c",
        User,
        200,
        """{"key":"a/b c","value":true,"variant":"1","reason":"DEFAULT","metadata":{"ldReason":"FALLTHROUGH","flagVersion":1}}""")]
    [InlineData(
        "/on",
        """{"context":{"kind":"multi","org":{"targetingKey":"o"},"user":{"key":"u"}}}""",
        200,
        """{"key":"on","value":true,"variant":"1","reason":"DEFAULT","metadata":{"ldReason":"FALLTHROUGH","flagVersion":3}}""")]
    public async Task Evaluate_OneFlag_ReturnsValueAndReason(string path, string body, int status, string expected)
    {
        await using var served = await ServedTable.StartAsync(Some);

        var answer = await served.Http.FetchAsync(Requests.Ofrep(path, body));

        answer.Status.ShouldBe(status);
        answer.Body.GetRawText().ShouldBe(expected);
    }

    [Theory]
    [InlineData("/nope", User, 404, "FLAG_NOT_FOUND")]
    [InlineData("/", User, 404, "FLAG_NOT_FOUND")]
    [InlineData("/malformed", User, 400, "PARSE_ERROR")]
    [InlineData("/on", "{", 400, "PARSE_ERROR")]
    [InlineData("/on", "{}", 400, "INVALID_CONTEXT")]
    [InlineData("/on", """{"context":[]}""", 400, "INVALID_CONTEXT")]
    [InlineData("/on", """{"context":{}}""", 400, "TARGETING_KEY_MISSING")]
    [InlineData("/on", """{"context":{"targetingKey":""}}""", 400, "TARGETING_KEY_MISSING")]
    [InlineData("/on", """{"context":{"kind":"no kind","targetingKey":"u"}}""", 400, "INVALID_CONTEXT")]
    public async Task Evaluate_Problem_HasKeyAndCode(string path, string body, int status, string code)
    {
        await using var served = await ServedTable.StartAsync(Some);

        var answer = await served.Http.FetchAsync(Requests.Ofrep(path, body));

        answer.Status.ShouldBe(status);
        answer.Body.GetProperty("key").GetString().ShouldBe(path[1..]);
        answer.Body.GetProperty("errorCode").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task Evaluate_KeyInOtherHeader_IsAccepted()
    {
        await using var served = await ServedTable.StartAsync(Some);
        using var request = Requests.Ofrep("/on", User);
        request.Headers.Authorization = null;
        request.Headers.Add("X-API-Key", ServedTable.OfrepKey);

        using var response = await served.Http.SendAsync(request, Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("wrong", 401)]
    [InlineData(ServedTable.OfrepKey, 404)]
    [InlineData(ServedTable.SdkKey, 404)]
    public async Task Evaluate_Key_DecidesTheStatus(string key, int status)
    {
        await using var served = await ServedTable.StartAsync(Some);

        (await served.Http.FetchAsync(Requests.Ofrep("/nope", User, key))).Status.ShouldBe(status);
    }

    [Fact]
    public async Task EvaluateAll_ClientSideIdAsKey_ShowsItsFlagsOnly()
    {
        await using var served = await ServedTable.StartAsync(Some);

        var all = await served.Http.FetchAsync(Requests.Ofrep("", User));
        var some = await served.Http.FetchAsync(Requests.Ofrep("", User, ServedTable.EnvironmentId));
        var hidden = await served.Http.FetchAsync(Requests.Ofrep("/split", User, ServedTable.EnvironmentId));

        KeysOf(all.Body).ShouldBe(Some.Keys.Order(StringComparer.Ordinal));
        KeysOf(some.Body).ShouldBe(["a/b c", "behind", "off", "on", "plan"]);
        hidden.Status.ShouldBe(404);
    }

    [Fact]
    public async Task EvaluateAll_SecureMode_RefusesClientSideId()
    {
        await using var served = await ServedTable.StartAsync(Some, isSecure: true);

        (await served.Http.FetchAsync(Requests.Ofrep("", User, ServedTable.EnvironmentId))).Status.ShouldBe(403);
        (await served.Http.FetchAsync(Requests.Ofrep("", User))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task EvaluateAll_Tag_CoversTheWholeContext()
    {
        await using var served = await ServedTable.StartAsync(Some);
        using var first = await served.Http.SendAsync(Requests.Ofrep("", User), Cancellation);
        var tag = first.Headers.ETag!.ToString();

        using var same = await served.Http.SendAsync(Requests.Ofrep("", User), "If-None-Match", $"\"other\", {tag[2..]}");
        using var other = await served.Http.SendAsync(Requests.Ofrep("", ProUser), "If-None-Match", tag);
        await served.PutFlagAsync("on", Flags.Switch("on", 4, isOn: false));
        using var later = await served.Http.SendAsync(Requests.Ofrep("", User), "If-None-Match", tag);

        tag.ShouldStartWith("W/");
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await same.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBeEmpty();
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        later.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task EventStream_FlagChanges_SendsARefetchEvent()
    {
        await using var served = await ServedTable.StartAsync(Some);
        var all = await served.Http.FetchAsync(Requests.Ofrep("", User));
        var path = all.Body.GetProperty("eventStreams")[0].GetProperty("endpoint").GetProperty("requestUri").GetString()!;

        using var stream = await OpenStream.OpenAsync(served.Http, new HttpRequestMessage(HttpMethod.Get, path));
        var opening = await stream.NextAsync();
        await served.PutFlagAsync("on", Flags.Switch("on", 4, isOn: false));
        var change = await stream.NextAsync();

        path.ShouldNotContain(ServedTable.OfrepKey);
        stream.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        opening!.Value.Name.ShouldBe("message");
        JsonDocument.Parse(change!.Value.Data).RootElement.GetProperty("type").GetString().ShouldBe("refetchEvaluation");
        change.Value.Data.ShouldNotBe(opening.Value.Data);
    }

    [Fact]
    public async Task EventStream_BehindAPath_IsNamedBelowIt()
    {
        await using var served = await ServedTable.StartAsync(Some);

        using var all = await served.Http.SendAsync(Requests.Ofrep("", User), "X-Forwarded-Prefix", "/flags");

        (await all.Content.ReadAsStringAsync(Cancellation))
            .ShouldContain("\"requestUri\":\"/flags/ofrep/v1/events/");
    }

    [Theory]
    [InlineData("/ofrep/v1/evaluate/flags", "GET", "POST,OPTIONS")]
    [InlineData("/ofrep/v1/events/x", "POST", "GET,OPTIONS")]
    public async Task Request_WithAnotherMethod_NamesThoseOfThePath(string path, string method, string allowed)
    {
        await using var served = await ServedTable.StartAsync(Some);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-API-Key", ServedTable.OfrepKey);

        using var refused = await served.Http.SendAsync(request, Cancellation);

        refused.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        string.Join(',', refused.Content.Headers.Allow).ShouldBe(allowed);
    }

    [Theory]
    [InlineData(ServedTable.OfrepKey, 500, "GENERAL")]
    [InlineData(ServedTable.SdkKey, 500, "GENERAL")]
    [InlineData(ServedTable.EnvironmentId, 404, "FLAG_NOT_FOUND")]
    [InlineData(ServedTable.MobileKey, 404, "FLAG_NOT_FOUND")]
    public async Task Evaluate_UnreadableFlag_IsAnErrorOnlyForKeysThatSeeAllFlags(string key, int status, string code)
    {
        await using var served = await ServedTable.StartAsync(
            new Dictionary<string, string> { ["internal"] = """{"key":"internal","version":1,"on":"yes"}""" });

        var answer = await served.Http.FetchAsync(Requests.Ofrep("/internal", User, key));

        (answer.Status, answer.Body.GetProperty("errorCode").GetString()).ShouldBe((status, code));
    }

    [Fact]
    public async Task EvaluateAll_StateKnownOnlyToAnotherProcess_IsReadFirst()
    {
        await using var served = await ServedTable.StartAsync(Some);
        await served.PutWithoutRefreshAsync("on", Flags.Switch("on", 4, isOn: false));

        var before = await served.Http.FetchAsync(Requests.Ofrep("", User));
        var after = await served.Http.FetchAsync(Requests.Ofrep("?flagConfigEtag=5ee05ee05ee05ee0", User));

        ValueOf(before.Body).ShouldBeTrue();
        ValueOf(after.Body).ShouldBeFalse();

        static bool ValueOf(JsonElement body) =>
            body.GetProperty("flags")
                .EnumerateArray()
                .Single(flag => flag.GetProperty("key").GetString() == "on")
                .GetProperty("value")
                .GetBoolean();
    }

    [Fact]
    public async Task Stream_HeadRequest_EndsAfterTheHeaders()
    {
        await using var served = await ServedTable.StartAsync(Some);

        using var response = await served.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Head, "/ofrep/v1/events/" + OfrepStreamToken.Of(ServedTable.OfrepKey)), Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }

    [Fact]
    public async Task EventStream_WrongToken_IsRefused()
    {
        await using var served = await ServedTable.StartAsync(Some);

        using var response = await served.Http.GetAsync("/ofrep/v1/events/" + ServedTable.OfrepKey, Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Preflight_FromAPage_NeedsNoKey()
    {
        await using var served = await ServedTable.StartAsync(Some);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/ofrep/v1/evaluate/flags");
        preflight.Headers.Add("Origin", "https://app.example");

        using var response = await served.Http.SendAsync(preflight, Cancellation);
        using var answer = await served.Http.SendAsync(Requests.Ofrep("", User, "wrong"), "Origin", "https://app.example");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("If-None-Match");
        answer.Headers.GetValues("Access-Control-Allow-Origin").Single().ShouldBe("*");
        answer.Headers.GetValues("Access-Control-Expose-Headers").Single().ShouldContain("ETag");
    }

    private static IEnumerable<string?> KeysOf(JsonElement body) =>
        body.GetProperty("flags").EnumerateArray().Select(flag => flag.GetProperty("key").GetString()).ToList();
}

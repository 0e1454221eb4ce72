using System.Net;

namespace Confd.Flags.Service.Tests;

public sealed class SdkEvaluationTests
{
    private const string User = """{"kind":"user","key":"u"}""";
    private const string Id = ServedTable.EnvironmentId;

    private static readonly Dictionary<string, string> Some = new()
    {
        ["plan"] = Flags.ByPlan("plan"),
        ["server-only"] = """{"key":"server-only","version":1,"on":true,"variations":[false,true],"fallthrough":{"variation":1}"""
            + ""","clientSideAvailability":{"usingEnvironmentId":false,"usingMobileKey":false}}""",
        ["silent"] = """{"key":"silent","version":1,"on":true,"variations":[false,true],"fallthrough":{"variation":1}}""",
    };

    public static TheoryData<string, string?, string> Askers => new()
    {
        { $"/sdk/evalx/contexts/{Requests.Encode(User)}", ServedTable.SdkKey, "plan server-only silent" },
        { $"/sdk/evalx/users/{Requests.Encode("""{"key":"u"}""")}", ServedTable.SdkKey, "plan server-only silent" },
        { $"/msdk/evalx/contexts/{Requests.Encode(User)}", ServedTable.MobileKey, "plan silent" },
        { $"/sdk/evalx/{Id}/contexts/{Requests.Encode(User)}", null, "plan" },
        { $"/sdk/evalx/{Id}/users/{Requests.Encode(User)}==", null, "plan" },
    };

    [Theory]
    [MemberData(nameof(Askers))]
    public async Task Evaluation_Credential_DecidesWhichFlagsAreSeen(string path, string? key, string expected)
    {
        await using var served = await ServedTable.StartAsync(Some);

        var answer = await served.Http.FetchAsync(Requests.Sdk(path, key));

        answer.Body.EnumerateObject().Select(flag => flag.Name).ShouldBe(expected.Split(' '));
    }

    [Theory]
    [InlineData("/sdk/evalx/" + Id + "/context")]
    [InlineData("/sdk/evalx/" + Id + "/contexts")]
    [InlineData("/sdk/evalx/" + Id + "/user")]
    public async Task Evaluation_Report_TakesTheContextFromTheBody(string path)
    {
        await using var served = await ServedTable.StartAsync(Some);

        var answer = await served.Http.FetchAsync(
            Requests.Sdk(path + "?withReasons=true", null, "REPORT", """{"kind":"user","key":"u","plan":"pro"}"""));

        answer.Body.GetRawText().ShouldBe(
            """{"plan":{"value":true,"variation":1,"version":1,"reason":{"kind":"RULE_MATCH","ruleIndex":0,"ruleId":"r1"}}}""");
    }

    [Fact]
    public async Task Evaluation_ExperimentsAndTracking_AreIncluded()
    {
        var flags = new Dictionary<string, string>
        {
            ["fall"] = Flags.Switch("fall", 1, isOn: true, ""","trackEventsFallthrough":true"""),
            ["rule"] = $$"""{"key":"rule","version":2,"on":true,"variations":[1],"rules":[{"id":"r","clauses":[],"variation":0"""
                + $$""","trackEvents":true}],{{Flags.ClientSide}}}""",
            ["tracked"] = Flags.Switch("tracked", 3, isOn: true, ""","trackEvents":true,"debugEventsUntilDate":7"""),
        };
        await using var served = await ServedTable.StartAsync(flags);

        var answer = await served.Http.FetchAsync(Requests.Sdk($"/sdk/evalx/{Id}/contexts/{Requests.Encode(User)}", null));

        answer.Body.GetRawText().ShouldBe(
            """{"fall":{"value":true,"variation":1,"version":1,"trackEvents":true,"trackReason":true,"reason":{"kind":"FALLTHROUGH"}},"""
            + "\"rule\":"
            + """{"value":1,"variation":0,"version":2,"trackEvents":true,"trackReason":true"""
            + ""","reason":{"kind":"RULE_MATCH","ruleIndex":0,"ruleId":"r"}},"""
            + "\"tracked\":" + """{"value":true,"variation":1,"version":3,"trackEvents":true,"debugEventsUntilDate":7}}""");
    }

    [Fact]
    public async Task Evaluation_Prerequisites_AreThoseEvaluated()
    {
        var flags = new Dictionary<string, string>
        {
            ["on"] = Flags.Switch("on", 1, isOn: true),
            ["off"] = Flags.Switch("off", 1, isOn: false),
            ["all"] = Flags.Switch("all", 1, isOn: true, Behind("on", "on")),
            ["fails"] = Flags.Switch("fails", 1, isOn: true, Behind("on", "off", "on")),
            ["missing"] = Flags.Switch("missing", 1, isOn: true, Behind("on", "nowhere")),
            ["is-off"] = Flags.Switch("is-off", 1, isOn: false, Behind("on")),
            ["cycle"] = Flags.Switch("cycle", 1, isOn: true, Behind("cycle")),
        };
        await using var served = await ServedTable.StartAsync(flags);

        var answer = await served.Http.FetchAsync(Requests.Sdk($"/sdk/evalx/{Id}/contexts/{Requests.Encode(User)}", null));

        PrerequisitesOf("all").ShouldBe("""["on","on"]""");
        PrerequisitesOf("fails").ShouldBe("""["on","off"]""");
        PrerequisitesOf("missing").ShouldBe("""["on"]""");
        PrerequisitesOf("is-off").ShouldBeNull();
        PrerequisitesOf("cycle").ShouldBeNull("SDKs would follow a cycle for ever");
        answer.Body.GetProperty("cycle").GetRawText().ShouldBe("""{"value":null,"variation":null,"version":1}""");

        string? PrerequisitesOf(string key) =>
            answer.Body.GetProperty(key).TryGetProperty("prerequisites", out var list) ? list.GetRawText() : null;
    }

    [Theory]
    [InlineData("nope", 400)]
    [InlineData("bm9wZQ", 400)]
    [InlineData("eyJraW5kIjoidXNlciJ9", 400)]
    public async Task Evaluation_BadContext_IsRefused(string encoded, int status)
    {
        await using var served = await ServedTable.StartAsync(Some);

        var answer = await served.Http.FetchAsync(Requests.Sdk($"/msdk/evalx/contexts/{encoded}", ServedTable.MobileKey));

        answer.Status.ShouldBe(status);
        answer.Body.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Evaluation_ReportOfAnotherType_IsRefused()
    {
        await using var served = await ServedTable.StartAsync(Some);
        using var request = new HttpRequestMessage(new HttpMethod("REPORT"), $"/sdk/evalx/{Id}/context")
        {
            Content = new StringContent(User),
        };

        using var response = await served.Http.SendAsync(request, Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Evaluation_Tag_CoversTheContext()
    {
        await using var served = await ServedTable.StartAsync(Some);
        var path = $"/sdk/evalx/{Id}/contexts/";
        using var first = await served.Http.SendAsync(
            Requests.Sdk(path + Requests.Encode(User), null), Cancellation);
        var tag = first.Headers.ETag!.ToString();

        using var same = await served.Http.SendAsync(Requests.Sdk(path + Requests.Encode(User), null), "If-None-Match", tag);
        using var other = await served.Http.SendAsync(
            Requests.Sdk(path + Requests.Encode("""{"kind":"user","key":"u","plan":"pro"}"""), null), "If-None-Match", tag);

        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string Behind(params string[] keys) =>
        $",\"prerequisites\":[{string.Join(',', keys.Select(key => $$"""{"key":"{{key}}","variation":1}"""))}]";
}

using System.Net;
using System.Text;

namespace Confd.Flags.Console.Tests;

/// <summary>Attacks by clients without access, directly or through the browser of a logged-in user.</summary>
public sealed class AttackTests
{
    private const string Script = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

    [Theory]
    [InlineData("https://evil.example", "cross-site")]
    [InlineData("https://evil.example", null)]
    [InlineData("null", "cross-site")]
    [InlineData(null, null)]
    [InlineData(null, "same-origin")]
    [InlineData("http://127.0.0.1:1", "same-site")]
    public async Task Post_FromElsewhere_IsRefused(string? origin, string? site)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");
        (ann.Origin, ann.Site) = (origin, site);

        // Even with the cookie and the form's token.
        (await ann.SubmitAsync("name=\"change\" value=\"on\"")).ShouldBe(HttpStatusCode.Forbidden);
        ann.Page.ShouldContain("Not from a page of this console");
        console.Store.Writes.ShouldBeEmpty();
        console.Log.Lines.ShouldContain(
            "Warning A form for /console/flag/preview that comes from another site was refused; 1 since the last such message");
    }

    [Theory]
    [InlineData("/console/anything", false, "A form for /console/anything that comes from another site was refused")]
    [InlineData("/console/login", true, "A wrong token for the console was shown from 127.0.0.1")]
    public async Task Post_RefusedRepeatedly_IsLoggedOnceAMinuteWithTheCount(string path, bool isFromOwnPage, string line)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var http = new HttpClient { BaseAddress = console.Address };
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await PostAsync();
        }

        console.Clock.Advance(TimeSpan.FromMinutes(1));
        await PostAsync();

        console.Log.Lines.ShouldBe(
            [$"Warning {line}; 1 since the last such message", $"Warning {line}; 5 since the last such message"]);

        async Task PostAsync()
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", "guessed")]);
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
            request.Headers.Add("Origin", isFromOwnPage ? $"http://{console.Address.Authority}" : "http://evil.example");
            using var answer = await http.SendAsync(request, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("forged")]
    public async Task Post_WithoutTheFormToken_IsRefused(string token)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("name=\"change\" value=\"on\"", "form-token", token)).ShouldBe(HttpStatusCode.Forbidden);

        console.Store.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_WithTheFormTokenOfAnotherSession_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var eve = await console.VisitFlagAsync("f");
        using var ann = await console.VisitFlagAsync("f");
        ann.Cookie.ShouldNotBe(eve.Cookie);
        eve.Cookie = ann.Cookie;

        (await eve.SubmitAsync("name=\"change\" value=\"on\"")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Post_WithoutTheCookie_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");
        ann.Cookie = null;

        (await ann.SubmitAsync("name=\"change\" value=\"on\"")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/console/flag/apply")]
    [InlineData("/console/flag/preview")]
    [InlineData("/console/segment/apply")]
    [InlineData("/console/segment/preview")]
    [InlineData("/console/logout")]
    public async Task Get_OfAChangingForm_DoesNothing(string path)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.GetAsync($"{path}?env=test&key=f&change=on&version=4")).ShouldBe(HttpStatusCode.NotFound);

        console.Store.Writes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example:8787")]
    public async Task Host_OtherNameForThisServer_IsRefused(string host)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = console.ConsoleRequest();
        ann.Host = host;

        (await ann.GetAsync("/console/flags?env=test")).ShouldBe(HttpStatusCode.MisdirectedRequest);

        ann.Page.ShouldNotContain("<table");
        ann.Cookie.ShouldBeNull();
    }

    [Theory]
    [InlineData("localhost:8787")]
    [InlineData("LOCALHOST.")]
    [InlineData("[::1]:8787")]
    [InlineData("flags.example.com")]
    public async Task Host_OfThisServer_IsAccepted(string host)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), hosts: ["flags.example.com"]);
        using var ann = console.ConsoleRequest();
        ann.Host = host;

        (await ann.GetAsync("/console/flags?env=test")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "1.1")]
    [InlineData("X-Forwarded-Host", "1.1")]
    [InlineData("X-Real-IP", "1.1")]
    [InlineData("Forwarded", "1.1")]
    [InlineData("Via", "1.1")]
    [InlineData("Accept", "1.0")]
    public async Task Proxy_InFrontOfAConsoleWithoutTokens_IsRefused(string header, string version)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = console.ConsoleRequest();
        ann.Headers[header] = "something";
        ann.Version = Version.Parse(version);

        (await ann.GetAsync("/console/flags?env=test")).ShouldBe(HttpStatusCode.Forbidden);

        ann.Page.ShouldContain("--console-token-file");
    }

    [Fact]
    public async Task Body_ThatIsTooLarge_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("name=\"change\" value=\"on\"", "keys", new string('x', 2_000_000)))
            .ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Body_OfTooManyFields_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");
        var fields = Enumerable.Range(0, 5000).Select(number => KeyValuePair.Create($"f{number}", "x"));

        (await ann.PostAsync(ServedConsole.PathOf("flag/preview", "f"), fields)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Body_NotAForm_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.PostAsync(ServedConsole.PathOf("flag/preview", "f"), new StringContent("{}", Encoding.UTF8, "application/json")))
            .ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Script_InEveryNameAndValue_IsText()
    {
        var json = System.Text.Json.JsonEncodedText.Encode(Script).ToString();
        var flag = $$"""
            {"key":"{{json}}","version":1,"on":true,"salt":"s","name":"{{json}}","description":"{{json}}","tags":["{{json}}"],
            "variations":["{{json}}",{"{{json}}":1}],"offVariation":1,"fallthrough":{"variation":0},
            "prerequisites":[{"key":"{{json}}2","variation":0}],
            "targets":[{"variation":0,"values":["{{json}}"]}],
            "rules":[{"id":"{{json}}","variation":0,"clauses":[
            {"contextKind":"user","attribute":"{{json}}","op":"{{json}}","values":["{{json}}"]},
            {"attribute":"","op":"segmentMatch","values":["{{json}}"]}]}]}
            """;
        await using var console = await ServedConsole.StartAsync(
            new()
            {
                [Script] = flag,
                [Script + "2"] = TestFlags.Flag(key: Script + "2"),
                [Script + "4"] = $$"""{"key":"{{json}}4","version":1,"deleted":true,"archived":true,"description":"{{json}}"}""",
            },
            new()
            {
                [Script] = $$"""
                {"key":"{{json}}","version":1,"name":"{{json}}","salt":"s","included":["{{json}}"],
                "excludedContexts":[{"contextKind":"{{json}}","values":["{{json}}"]}],
                "rules":[{"id":"{{json}}","weight":1000,"bucketBy":"{{json}}","rolloutContextKind":"{{json}}",
                "clauses":[{"attribute":"{{json}}","op":"{{json}}","values":["{{json}}"]}]}]}
                """,
            },
            change: environment => environment with { Label = Script });
        using var ann = console.ConsoleRequest();
        var key = Uri.EscapeDataString(Script);

        foreach (var path in new[]
        {
            $"/console/flags?env=test&q={key}&state={key}", "/console/flags?env=test", $"/console/flags?env={key}",
            ServedConsole.PathOf("flag", Script), ServedConsole.PathOf("flag/evaluate", Script),
            ServedConsole.PathOf("segment", Script), ServedConsole.PathOf("flag", Script + "3"), ServedConsole.PathOf("flag", Script + "4"),
        })
        {
            await ann.GetAsync(path);
            ShouldBeHarmless(ann.Page);
        }

        await ann.GetAsync(ServedConsole.PathOf("flag", Script));
        (await ann.SubmitAsync("name=\"change\" value=\"off\"")).ShouldBe(HttpStatusCode.OK);
        ShouldBeHarmless(ann.Page);
        (await ann.SubmitAsync("/console/flag/apply", "message", Script)).ShouldBe(HttpStatusCode.SeeOther);
        ann.Answer.Headers.Location!.ToString().ShouldStartWith("/console/flag?env=test&key=%3Cscript%3E");
        await ann.GetAsync("/console/flag/new?env=test");
        (await ann.SubmitAsync("value=\"create\"", "new-key", Script, "type", Script, "variations", Script, "name", Script))
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        ShouldBeHarmless(ann.Page);
        await ann.GetAsync(ServedConsole.PathOf("flag/evaluate", Script));
        await ann.SubmitAsync("name=\"context-key\"", "context-key", Script, "attributes", $"a={Script}");
        ann.Page.ShouldContain("gets");
        ShouldBeHarmless(ann.Page);
    }

    [Fact]
    public async Task Responses_Each_HaveSecurityHeaders()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = console.ConsoleRequest();

        string[] paths = ["/console", "/console/flags?env=test", "/console/style.css", "/console/script.js", "/console/nowhere"];
        foreach (var path in paths)
        {
            await ann.GetAsync(path);
            var headers = ann.Answer.Headers;
            headers.GetValues("Content-Security-Policy").Single().ShouldBe(
                "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
            headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            headers.GetValues("Referrer-Policy").Single().ShouldBe("same-origin");
            headers.CacheControl!.NoStore.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Cookie_Issued_IsHttpOnlyAndSameSite()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = console.ConsoleRequest();

        await ann.GetAsync("/console");
        ann.Answer.Headers.GetValues("Set-Cookie").Single().ShouldEndWith("; Path=/console; HttpOnly; SameSite=Strict");
        ann.Cookie = null;
        ann.Headers["X-Forwarded-Proto"] = "https";
        await ann.GetAsync("/console");

        ann.Answer.Headers.GetValues("Set-Cookie").Single().ShouldEndWith("; SameSite=Strict; Secure");
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task OtherMethods_AreRefused(string method)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var http = new HttpClient();

        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(console.Address, "/console/flags"));
        using var answer = await http.SendAsync(request, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    private static void ShouldBeHarmless(string page)
    {
        page.ShouldContain("<main");
        page.ShouldNotContain("<script>");
        page.ShouldNotContain("<img");
        page.ShouldNotContain("'><");
    }
}

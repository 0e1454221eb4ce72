using Confd.Flags.Service.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Tests.Http;

public sealed class CorsTests
{
    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("http://localhost:3000/", true)]
    [InlineData("capacitor://localhost", true)]
    [InlineData("*", true)]
    [InlineData("null", true)]
    [InlineData("http://[::1]", true)]
    [InlineData("http://[::1]:443", true)]
    [InlineData("https://xn--bcher-kva.example", true)]
    [InlineData("https://app.example.com:443", false)]
    [InlineData("http://localhost:80/", false)]
    [InlineData("http://[::1]:80", false)]
    [InlineData("https://b\u00fccher.example", false)]
    [InlineData("example.com", false)]
    [InlineData("localhost:3000", false)]
    [InlineData("https://example.com/path", false)]
    [InlineData("https://*.example.com", false)]
    [InlineData("https://a.example, https://b.example", false)]
    [InlineData("", false)]
    public async Task Service_OriginThatNoBrowserSends_IsRefused(string text, bool isOrigin)
    {
        FlagService Open() => new([], new FlagServiceOptions { Origins = [text] });
        if (isOrigin)
        {
            await Open().DisposeAsync();
        }
        else
        {
            Should.Throw<ArgumentException>(Open);
        }
    }

    [Theory]
    [InlineData("https://a.example", "*", "*", null)]
    [InlineData("https://a.example", "https://a.example,https://b.example", "https://a.example", "Origin")]
    [InlineData("https://B.example", "https://a.example,https://b.example", "https://B.example", "Origin")]
    [InlineData("https://evil.example", "https://a.example,https://b.example", "https://a.example", "Origin")]
    [InlineData("https://a.example", "https://a.example/", "https://a.example", "Origin")]
    [InlineData(null, "*", null, null)]
    [InlineData("https://c.example", "https://a.example,*", "*", null)]
    [InlineData(null, "https://a.example", null, "Origin")]
    public void Allow_Origin_IsNamedIfAllowed(string? origin, string allowed, string? answered, string? vary)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Origin = origin;

        new Cors(allowed == "*" ? [] : allowed.Split(',')).Allow(context);

        context.Response.Headers.AccessControlAllowOrigin.ToString().ShouldBe(answered ?? "");
        context.Response.Headers.Vary.ToString().ShouldBe(vary ?? "");
        context.Response.Headers.ContainsKey("Access-Control-Expose-Headers").ShouldBe(origin is not null);
    }

    [Fact]
    public async Task AnswerPreflight_OfAPage_NamesMethodsAndHeadersOfEverySdk()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Origin = "https://a.example";

        await new Cors([]).AnswerPreflightAsync(context, "REPORT,OPTIONS");

        var headers = context.Response.Headers;
        context.Response.StatusCode.ShouldBe(200);
        headers.AccessControlAllowMethods.ToString().ShouldBe("REPORT,OPTIONS");
        headers.AccessControlMaxAge.ToString().ShouldBe("300");
        foreach (var name in new[] { "Authorization", "If-None-Match", "X-LaunchDarkly-User-Agent", "X-API-Key", "traceparent" })
        {
            headers.AccessControlAllowHeaders.ToString().Split(',').ShouldContain(name);
        }
    }

    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("https://app.example.com:8443/", true)]
    [InlineData("capacitor://localhost", true)]
    [InlineData("*", true)]
    [InlineData("app.example.com", false)]
    [InlineData("https://app.example.com/path", false)]
    [InlineData("https://*.example.com", false)]
    [InlineData("", false)]
    public void Options_Origin_IsOneOrRefused(string origin, bool isTaken)
    {
        var options = new FlagServiceOptions { Origins = [origin] };

        (Record.Exception(options.Validate) is null).ShouldBe(isTaken);
    }

    [Theory]
    [InlineData("authorization,baggage,sentry-trace,x-tenant", "authorization,baggage,sentry-trace,x-tenant")]
    [InlineData("x-a\"b", null)]
    [InlineData("", null)]
    public async Task AnswerPreflight_HeadersOfThePagesOwn_AreAllowed(string requested, string? allowed)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Origin = "https://a.example";
        context.Request.Headers.AccessControlRequestHeaders = requested;

        await new Cors([]).AnswerPreflightAsync(context, "POST,OPTIONS");

        var headers = context.Response.Headers.AccessControlAllowHeaders.ToString();
        headers.ShouldBe(allowed ?? headers);
        headers.ShouldContain("uthorization");
        context.Response.Headers.Vary.ToString().ShouldBe("Access-Control-Request-Headers");
    }
}

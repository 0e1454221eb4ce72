using Confd.Engine.Templates.Sprig;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Tests.Templates.Sprig;

public sealed class GoUrlTests
{
    // Recorded from url.Parse of Go: its error, or scheme, host, host name, path, query, opaque part, fragment and user, and at the end the
    // text that String makes of these.
    [Theory]
    [InlineData("%41://", "parse \"%41://\": first path segment in URL cannot contain colon")]
    [InlineData("/%", "parse \"/%\": invalid URL escape \"%\"")]
    [InlineData("&%4\"", "parse \"&%4\\\"\": invalid URL escape \"%4\\\"\"")]
    [InlineData("http://a/=%\"2f?%zz#%41", "parse \"http://a/=%\\\"2f?%zz\": invalid URL escape \"%\\\"2\"")]
    [InlineData("//\\|", "parse \"//\\\\|\": invalid character \"\\\\\" in host name")]
    [InlineData("//:b:c", "parse \"//:b:c\": invalid port \":c\" after host")]
    [InlineData("::1", "parse \"::1\": missing protocol scheme")]
    [InlineData("%?=//\u0000", "parse \"%?=//\\x00\": net/url: invalid control character in URL")]
    [InlineData("+<;\":", "parse \"+<;\\\":\": first path segment in URL cannot contain colon")]
    [InlineData("\"://", "parse \"\\\"://\": first path segment in URL cannot contain colon")]
    [InlineData("://|$\"://=", "parse \"://|$\\\"://=\": missing protocol scheme")]
    [InlineData("", "||||||||")]
    [InlineData("#$;", "||||||$;||#$;")]
    [InlineData("?*", "||||*||||?*")]
    [InlineData("?b.c*/#80", "||||b.c*/||80||?b.c*/#80")]
    [InlineData("< \\", "|||< \\|||||%3C%20%5C")]
    [InlineData("\"#&", "|||\"|||&||%22#&")]
    [InlineData("/a/]?x", "|||/a/]|x||||/a/%5D?x")]
    [InlineData("eth0?+#^\u00e9", "|||eth0|+||^\u00e9||eth0?+#%5E%C3%A9")]
    [InlineData("//:", "|:|||||||//:")]
    [InlineData("//://@::1", "|:||//@::1|||||//://@::1")]
    [InlineData("//://#::1", "|:||//|||::1||//://#::1")]
    [InlineData("//4", "|4|4||||||//4")]
    [InlineData("//ailto:aa@b.c", "|b.c|b.c|||||ailto:aa|//ailto:aa@b.c")]
    [InlineData("//os#t/", "|os|os||||t/||//os#t/")]
    [InlineData("//a?x", "|a|a||x||||//a?x")]
    [InlineData("//hot/pat", "|hot|hot|/pat|||||//hot/pat")]
    [InlineData("//tt&://a/%2f?zz#%41", "|tt&:|tt&|//a//|zz||A||//tt&://a//?zz#A")]
    [InlineData("a:", "a||||||||a:")]
    [InlineData("http://user:pass%25@", "http|||||||user:pass%25|http://user:pass%25@")]
    [InlineData("mailto:#a@a.://", "mailto||||||a@a.://||mailto:#a@a.://")]
    [InlineData("http://user:pass@#ost.com:", "http||||||ost.com:|user:pass|http://user:pass@#ost.com:")]
    [InlineData("rn:is", "rn|||||is|||rn:is")]
    [InlineData("http::1%80#pass", "http|||||:1%80|pass||http::1%80#pass")]
    [InlineData("a:?c", "a||||c||||a:?c")]
    [InlineData("urn:isbn:?1", "urn||||1|isbn:|||urn:isbn:?1")]
    [InlineData("http:!/a/%f?%zz#%41", "http||||%zz|!/a/%f|A||http:!/a/%f?%zz#A")]
    [InlineData("file:///e", "file|||/e|||||file:///e")]
    [InlineData("htt:/#::1]", "htt|||/|||::1]||htt:///#::1%5D")]
    [InlineData("file:///e?c/", "file|||/e|c/||||file:///e?c/")]
    [InlineData("http:///%2f?%zz#41", "http|||//|%zz||41||http:////?%zz#41")]
    [InlineData("file://://etcpasswd", "file|:||//etcpasswd|||||file://://etcpasswd")]
    [InlineData("f://e:", "f|e:|e||||||f://e:")]
    [InlineData("http://user:pa@host", "http|host|host|||||user:pa|http://user:pa@host")]
    [InlineData("http://a%252f?%", "http|a%2f|a%2f||%||||http://a%252f?%")]
    [InlineData("http://a/", "http|a|a|/|||||http://a/")]
    [InlineData("http://user:pass@host.com:8080/p/", "http|host.com:8080|host.com|/p/||||user:pass|http://user:pass@host.com:8080/p/")]
    [InlineData("http://a/%2f*zz#%41", "http|a|a|//*zz|||A||http://a//%2Azz#A")]
    [InlineData("htp://a/%2f?%", "htp|a|a|//|%||||htp://a//?%")]
    [InlineData(
        "http://user:pass@host.com:8080/p/a?q",
        "http|host.com:8080|host.com|/p/a|q|||user:pass|http://user:pass@host.com:8080/p/a?q")]
    [InlineData("ttp://a/%2f?%zz#%41", "ttp|a|a|//|%zz||A||ttp://a//?%zz#A")]
    [InlineData(
        "http://user:pass@host.com:8080/p/a?q=1#f",
        "http|host.com:8080|host.com|/p/a|q=1||f|user:pass|http://user:pass@host.com:8080/p/a?q=1#f")]
    public void TryParse_AnyText_IsWhatGoMakesOfIt(string text, string expected)
    {
        var problem = GoUrl.TryParse(ByteString.FromString(text), out var url);

        var found = problem?.Full ?? string.Join(
            '|', url.Scheme, url.Host, url.HostName, url.Path,
            url.Query, url.Opaque, url.Fragment, url.User?.ToString(), url.ToByteString());
        found.ShouldBe(expected);
    }

    // Go 1.25 reads what stands in brackets; earlier versions take it as it is.
    [Theory]
    [InlineData("http://[::1]", "[::1]", "::1")]
    [InlineData("http://[::1]:80/", "[::1]:80", "::1")]
    [InlineData("http://[::1]:/", "[::1]:", "::1")]
    [InlineData("http://[fe80::1%25en0]:8080/", "[fe80::1%en0]:8080", "fe80::1%en0")]
    public void TryParse_AddressInBrackets_IsTheHost(string text, string host, string name)
    {
        GoUrl.TryParse(ByteString.FromString(text), out var url).ShouldBeNull();

        (url.Host.ToString(), url.HostName.ToString()).ShouldBe((host, name));
    }

    [Theory]
    [InlineData("http://[::1", "missing ']' in host")]
    [InlineData("http://a[::1]", "invalid IP-literal")]
    [InlineData("http://[1.2.3.4]", "invalid IP-literal")]
    [InlineData("http://[1.2.3]", "invalid host: ParseAddr(\"1.2.3\"): unable to parse IP")]
    [InlineData("http://[::1%25]", "invalid host: ParseAddr(\"::1%\"): zone must be a non-empty string")]
    [InlineData("http://[::1]80", "invalid port \"80\" after host")]
    [InlineData("http://[::1]:8x", "invalid port \":8x\" after host")]
    [InlineData("http://[nonsense]", "invalid host: ParseAddr(\"nonsense\"): unable to parse IP")]
    [InlineData("http://us er@host", "net/url: invalid userinfo")]
    [InlineData("http://user%zz@host", "invalid URL escape \"%zz\"")]
    public void TryParse_BadAuthority_ReportsWhatIsWrong(string text, string problem) =>
        GoUrl.TryParse(ByteString.FromString(text), out _).ShouldNotBeNull().Full.ShouldBe($"parse \"{text}\": {problem}");

    [Fact]
    public void TryParse_Problem_ShowsNoPartOfTheUrlInItsRedactedText()
    {
        var problem = GoUrl.TryParse(ByteString.FromString("http://user:hunter2@host:port/"), out _).ShouldNotBeNull();

        problem.Full.ShouldContain("hunter2");
        problem.Redacted.ShouldNotContain("hunter2");
        problem.Redacted.ShouldNotContain("port/");
    }

    [Fact]
    public void TryParse_BytesThatAreNoUtf8_ComeBackEscaped()
    {
        GoUrl.TryParse(new ByteString([(byte)'/', 0xff]), out var url).ShouldBeNull();

        url.ToByteString().ToString().ShouldBe("/%FF");
    }
}

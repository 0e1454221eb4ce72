using System.Net;

namespace Confd.Flags.Console.Tests;

public sealed class LoginTests
{
    [Fact]
    public async Task Login_WithAToken_LetsItsOwnerWrite()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync(ServedConsole.PathOf("flag", "f"))).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("<h1>Log in</h1>");
        ann.Page.ShouldNotContain("Turn on");
        (await ann.SubmitAsync("/console/login", "token", ServedConsole.AnnsToken)).ShouldBe(HttpStatusCode.SeeOther);
        (await ann.FollowAsync()).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("Logged in as <bdi>ann</bdi>");
        await ann.SubmitAsync("name=\"change\" value=\"on\"");
        await ann.SubmitAsync("/console/flag/apply");

        console.Store.Writes.ShouldHaveSingleItem().Author.Name.ShouldBe("ann");
        console.Log.Lines.ShouldContain("Information ann logged in to the console from 127.0.0.1");
        console.Log.Lines.ShouldAllBe(line => !line.Contains(ServedConsole.AnnsToken, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Login_WithATokenWithoutAnOwner_ActsAsTheConsole()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var visitor = await LogInAsync(console, ServedConsole.TokenWithoutOwner);

        visitor.Page.ShouldContain("Logged in as <bdi>somebody</bdi>");
    }

    [Fact]
    public async Task Login_WithAWrongToken_IsRefusedAndLogged()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var eve = console.ConsoleRequest();
        await eve.GetAsync("/console");

        (await eve.SubmitAsync("/console/login", "token", "a-secret-guess")).ShouldBe(HttpStatusCode.Forbidden);

        eve.Page.ShouldContain("This is not a token of this console.");
        eve.Cookie.ShouldBeNull();
        console.Log.Lines.ShouldBe(
            ["Warning A wrong token for the console was shown from 127.0.0.1; 1 since the last such message"]);
    }

    [Fact]
    public async Task Login_AfterFailedLoginsBehindTheSameProxy_IsAccepted()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var eve = console.ConsoleRequest();
        using var ann = console.ConsoleRequest();
        await eve.GetAsync("/console");
        await ann.GetAsync("/console");
        for (var attempt = 0; attempt < 11; attempt++)
        {
            await eve.SubmitAsync("/console/login", "token", $"guess-{attempt}");
        }

        (await ann.SubmitAsync("/console/login", "token", ServedConsole.AnnsToken)).ShouldBe(HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/console.evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("")]
    public async Task Login_ForeignRedirectTarget_LeadsToTheConsole(string next)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var ann = console.ConsoleRequest();
        await ann.GetAsync("/console");

        await ann.SubmitAsync("/console/login", "token", ServedConsole.AnnsToken, "next", next);

        ann.Answer.Headers.Location!.ToString().ShouldBe("/console");
    }

    [Fact]
    public async Task Login_ByAFormOfAnotherSite_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var eve = console.ConsoleRequest();
        await eve.GetAsync("/console");
        (eve.Origin, eve.Site) = ("https://evil.example", "cross-site");

        (await eve.SubmitAsync("/console/login", "token", ServedConsole.AnnsToken)).ShouldBe(HttpStatusCode.Forbidden);

        eve.Cookie.ShouldBeNull();
    }

    [Fact]
    public async Task Session_AfterTwelveHours_HasEnded()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var ann = await LogInAsync(console, ServedConsole.AnnsToken);

        console.Clock.Advance(TimeSpan.FromHours(12));

        await ann.GetAsync("/console/flags?env=test");
        ann.Page.ShouldContain("<h1>Log in</h1>");
    }

    [Fact]
    public async Task Logout_Session_IsRevoked()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var ann = await LogInAsync(console, ServedConsole.AnnsToken);
        var kept = ann.Cookie;

        (await ann.SubmitAsync("/console/logout")).ShouldBe(HttpStatusCode.SeeOther);
        ann.Cookie = kept;

        await ann.GetAsync("/console/flags?env=test");
        ann.Page.ShouldContain("<h1>Log in</h1>");
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not%20base64")]
    public async Task Cookie_Forged_IsRefused(string ticket)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var eve = await LogInAsync(console, ServedConsole.AnnsToken);
        var name = eve.Cookie!.Split('=')[0];

        // One character of a good one, too.
        foreach (var forged in new[] { ticket, Changed(eve.Cookie.Split('=')[1]) })
        {
            eve.Cookie = $"{name}={forged}";
            await eve.GetAsync("/console/flags?env=test");
            eve.Page.ShouldContain("<h1>Log in</h1>");
        }
    }

    [Theory]
    [InlineData("flags.example.com")]
    [InlineData("flags.example.com:8443")]
    public async Task Session_OfAnotherProcessWithTheSameTokens_IsAccepted(string host)
    {
        // Each on a port of its own, behind one address.
        await using var one = await ServedConsole.StartAsync(needsToken: true, hosts: ["flags.example.com"]);
        await using var other = await ServedConsole.StartAsync(needsToken: true, hosts: ["flags.example.com"]);
        using var ann = await LogInAsync(one, ServedConsole.AnnsToken, host);
        using var there = other.ConsoleRequest();
        (there.Host, there.Cookie) = (host, ann.Cookie);

        await there.GetAsync("/console/flags?env=test");

        there.Page.ShouldContain("Logged in as <bdi>ann</bdi>");
    }

    [Fact]
    public async Task Cookies_OfConsolesOnTwoPortsOfOneHost_AreSeparate()
    {
        await using var console = await ServedConsole.StartAsync(needsToken: true);
        using var ann = await LogInAsync(console, ServedConsole.AnnsToken, "localhost:8787");
        using var again = await LogInAsync(console, ServedConsole.AnnsToken, "localhost:8788");

        (ann.Cookie!.Split('=')[0], again.Cookie!.Split('=')[0]).ShouldBe(("confd-console-8787", "confd-console-8788"));
    }

    [Fact]
    public async Task Link_FromAnotherSite_ReloadsThePage()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var ann = console.ConsoleRequest();
        ann.Site = "cross-site";

        (await ann.GetAsync(ServedConsole.PathOf("flag", "a\"b"))).ShouldBe(HttpStatusCode.OK);

        ann.Page.ShouldContain("""<meta http-equiv="refresh" content="0;url=/console/flag?env=test&amp;key=a%22b">""");
        ann.Cookie.ShouldBeNull();
    }

    private static async Task<Visitor> LogInAsync(ServedConsole console, string token, string? host = null)
    {
        var visitor = console.ConsoleRequest();
        (visitor.Host, visitor.Origin) = (host, host is null ? visitor.Origin : $"http://{host}");
        await visitor.GetAsync("/console/flags?env=test");
        (await visitor.SubmitAsync("/console/login", "token", token)).ShouldBe(HttpStatusCode.SeeOther);
        (await visitor.FollowAsync()).ShouldBe(HttpStatusCode.OK);
        return visitor;
    }

    private static string Changed(string ticket) => (ticket[0] == 'B' ? 'C' : 'B') + ticket[1..];
}

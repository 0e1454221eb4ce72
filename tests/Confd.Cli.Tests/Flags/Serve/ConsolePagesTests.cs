using System.Net;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Serve;

/// <summary>
/// The console of the program itself: asked, and in a headless Chromium, driven by <c>tests/browser/console.mjs</c>.
/// <c>CONFD_TEST_SCREENSHOTS</c> names a folder for screenshots: <c>docs/images</c> makes those of the documentation.
/// </summary>
public sealed class ConsolePagesTests(ServedConsolePages served) : IClassFixture<ServedConsolePages>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Console_OfTheProgram_ShowsItsEnvironmentsAndFlags()
    {
        SkipWithoutProgram();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Origin", served.Own.GetLeftPart(UriPartial.Authority));
        using var token = new FormUrlEncodedContent([KeyValuePair.Create("token", served.OwnToken)]);

        using var login = await http.PostAsync(new Uri(served.Own, "/console/login"), token, Ct);
        var home = await login.Content.ReadAsStringAsync(Ct);
        var list = await http.GetStringAsync(new Uri(served.Own, "/console/flags?env=staging"), Ct);

        home.ShouldContain("the prefix production of table");
        list.ShouldContain("3 of 3 flags");
        list.ShouldContain("The checkout of 2027");
    }

    [Fact]
    public async Task Console_WithAndWithoutAFileOfTokens_ShowsNothingWithoutOne()
    {
        SkipWithoutProgram();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });

        string[] paths = ["/console", "/console/flags?env=staging", "/console/keys"];
        foreach (var address in new[] { served.Own, served.Guarded }.SelectMany(start => paths.Select(path => new Uri(start, path))))
        {
            var page = await http.GetStringAsync(address, Ct);
            page.ShouldContain("<h1>Log in</h1>");
            page.ShouldNotContain("new-checkout");
            page.ShouldNotContain("/app/password");
        }
    }

    [Fact]
    public async Task Console_UnderAForeignName_IsRefused()
    {
        SkipWithoutProgram();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Own, "/console"));
        request.Headers.Host = "evil.example";

        using var answer = await http.SendAsync(request, Ct);

        answer.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
    }

    [Fact]
    public async Task Console_InAHeadlessBrowser_PassesEveryCheck()
    {
        SkipWithoutProgram();
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
        var scripts = Path.Join(RepositoryFiles.Root, "tests", "browser");
        Assert.SkipWhen(!File.Exists(chromium), $"{chromium} does not exist: no browser");
        Assert.SkipWhen(
            !Directory.Exists(Path.Join(scripts, "node_modules")), "tests/browser/node_modules does not exist: run npm ci there");

        var output = await served.RunAsync(
            "node",
            Path.Join(scripts, "console.mjs"),
            served.Own.GetLeftPart(UriPartial.Authority),
            served.OwnToken,
            served.Guarded.GetLeftPart(UriPartial.Authority),
            ServedConsolePages.Token,
            Environment.GetEnvironmentVariable("CONFD_TEST_SCREENSHOTS") ?? "");

        TestContext.Current.SendDiagnosticMessage(output);
        output.ShouldContain("ok by the keyboard alone a flag is switched");
        output.ShouldNotContain("FAILED");
    }

    private static void SkipWithoutProgram() =>
        Assert.SkipWhen(ServedConsolePages.FindMissing() is not null, ServedConsolePages.FindMissing() ?? "");
}

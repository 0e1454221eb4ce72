using System.Net;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Serve;

/// <summary>
/// The console of the program itself: asked, and in a headless Chromium, driven by <c>tests/browser/console.mjs</c>.
/// <c>CONFD_TEST_SCREENSHOTS</c> names a folder for screenshots: <c>docs/images</c> makes those of the documentation.
/// </summary>
public sealed class ConsolePagesTests(ServedConsolePages served) : IClassFixture<ServedConsolePages>
{
    [Fact]
    public async Task Console_OfTheProgram_ShowsItsEnvironmentsAndFlags()
    {
        SkipWithoutProgram();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });

        var home = await http.GetStringAsync(new Uri(served.Open, "/console"), Cancellation);
        var list = await http.GetStringAsync(new Uri(served.Open, "/console/flags?env=staging"), Cancellation);

        home.ShouldContain("the prefix production of table");
        list.ShouldContain("3 of 3 flags");
        list.ShouldContain("The checkout of 2027");
    }

    [Fact]
    public async Task Console_WithTokens_ShowsNothingWithoutOne()
    {
        SkipWithoutProgram();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });

        foreach (var path in new[] { "/console", "/console/flags?env=staging", "/console/keys" })
        {
            var page = await http.GetStringAsync(new Uri(served.Guarded, path), Cancellation);
            page.ShouldContain("<h1>Log in</h1>");
            page.ShouldNotContain("new-checkout");
            page.ShouldNotContain("/app/password");
        }
    }

    [Fact]
    public async Task Console_UnknownHostName_IsRefused()
    {
        SkipWithoutProgram();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Open, "/console"));
        request.Headers.Host = "evil.example";

        using var answer = await http.SendAsync(request, Cancellation);

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
            served.Open.GetLeftPart(UriPartial.Authority),
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

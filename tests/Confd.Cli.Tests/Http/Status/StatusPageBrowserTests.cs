using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Http.Status;

/// <summary>
/// The status page of the native binary named by <c>CONFD_TEST_BINARY</c> in a headless Chromium, driven by
/// <c>tests/browser/status.mjs</c>.
/// Skipped without the binary, Chromium, Node.js, or <c>npm ci</c> in that folder. <c>CONFD_TEST_SCREENSHOTS</c> names a folder for
/// screenshots.
/// </summary>
public sealed class StatusPageBrowserTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Page_InAHeadlessBrowser_PassesEveryCheck()
    {
        var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
        var scripts = Path.Join(RepositoryFiles.Root, "tests", "browser");
        Assert.SkipWhen(string.IsNullOrEmpty(binary), "CONFD_TEST_BINARY is not set: no native program to show");
        Assert.SkipWhen(!File.Exists(chromium), $"{chromium} does not exist: no browser");
        Assert.SkipWhen(
            !Directory.Exists(Path.Join(scripts, "node_modules")), "tests/browser/node_modules does not exist: run npm ci there");
        WriteConfiguration();
        var address = ReservedPort.TakeAddress().ToString();
        using var confd = Start(binary!, "--confdir", _folder["confdir"], "--config-file", _folder["none.toml"], "--log-level", "error",
            "--watch", "--metrics-addr", address, "file", "--file", _folder["values.yaml"]);
        try
        {
            await WaitUntilFailedIsKnownAsync(address);
            using var node = Start("node", Path.Join(scripts, "status.mjs"), $"http://{address}/", _folder["values.yaml"],
                Environment.GetEnvironmentVariable("CONFD_TEST_SCREENSHOTS") ?? "");
            var output = node.StandardOutput.ReadToEndAsync(Cancellation);
            var error = node.StandardError.ReadToEndAsync(Cancellation);
            await node.WaitForExitAsync(Cancellation).WaitAsync(Limit, Cancellation);

            TestContext.Current.SendDiagnosticMessage(await output);
            node.ExitCode.ShouldBe(0, await output + await error);
            (await output).ShouldContain("ok a changed key shows up live");
        }
        finally
        {
            confd.Kill(entireProcessTree: true);
            await confd.WaitForExitAsync(Cancellation);
        }
    }

    private void WriteConfiguration()
    {
        Directory.CreateDirectory(_folder["out"]);
        _folder.Write("values.yaml", "port: 8080\nsecret: s3cret-value\n");
        Resource("app", "port={{getv \"/port\"}}\nsecret={{getv \"/secret\"}}\n");
        Resource("static", "user={{getenv \"CONFD_TEST_SECRET\"}}\n");
        Resource("broken", "{{atoi (getv \"/secret\")}}\n");
    }

    private void Resource(string name, string template)
    {
        _folder.Write($"confdir/templates/{name}.tmpl", template);
        _folder.Write(
            $"confdir/conf.d/{name}.toml",
            $"[template]\nsrc = \"{name}.tmpl\"\ndest = \"{_folder[$"out/{name}.conf"]}\"\nkeys = [\"/\"]\n");
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CONFD_TEST_SECRET"] = "s3cret-variable";
        return Process.Start(start)!;
    }

    // Reads until the program listens and has processed everything; each response, or refusal, is followed by a new request.
    private static async Task WaitUntilFailedIsKnownAsync(string address)
    {
        using var client = new HttpClient();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Limit)
        {
            try
            {
                var status = await client.GetStringAsync($"http://{address}/status.json", Cancellation);
                if (status.Contains("\"failed\"", StringComparison.Ordinal) && !status.Contains("\"waiting\"", StringComparison.Ordinal))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                await Task.Yield();
            }
        }

        throw new TimeoutException($"the program at {address} has not processed its resources");
    }
}

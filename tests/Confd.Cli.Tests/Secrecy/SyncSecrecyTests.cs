using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Confd.Cli.Flags;
using Confd.Cli.Tests.Flags;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;
using Confd.StoreSpec;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Secrecy;

/// <summary>What a flag service sends, and what comes with a webhook, is shown nowhere: neither where it is good nor where it is
/// broken.</summary>
public sealed partial class SyncSecrecyTests : IAsyncLifetime
{
    private const string Good =
        """{"flags":{"a":{"version":VERSION,"salt":"S3CR3T","variations":["S3CR3T",7355608731],"fallthrough":{"variation":0}"""
        + ""","targets":[{"values":["S3CR3T"],"variation":0}]}},"segments":{"s":{"version":1,"included":["S3CR3T"]}}}""";

    private static readonly HttpClient Http = new();

    private readonly FakeTimeProvider _clock = new();
    private readonly CapturedHost _host = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _console = new();
    private ScriptedLaunchDarkly _service = null!;
    private FlagRun _run = null!;

    /// <summary>Data of flags that no reader takes, and single items.</summary>
    public static TheoryData<string> Broken { get; } =
    [
        "S3CR3T\nS3CR3T",
        "nulS3CR3T",
        "\"S3CR3T\"",
        "{\"flags\":\"S3CR3T\"}",
        "{\"flags\":{\"a\":\"S3CR3T\"}}",
        "{\"flags\":{\"a\":{\"version\":\"S3CR3T\"}}}",
        "{\"flags\":{\"a\":{\"version\":7355608731e999}}}",
        "{\"flags\":{\"a\":{\"version\":2,\"on\":\"S3CR3T\"}},\"segments\":{}}",
        "{\"flags\":{\"a\":{\"version\":2,\"rules\":[{\"clauses\":[{\"op\":7355608731,\"values\":\"S3CR3T\"}]}]}},\"segments\":{}}",
        """{"flags":{"a":{"version":2,"variations":["S3CR3T"],"offVariation":7355608731}},"""
        + """ "segments":{"s":{"version":true,"included":"S3CR3T"}}}""",
        "<html><title>S3CR3T</title>S3CR3T</html>",
    ];

    public async ValueTask InitializeAsync()
    {
        _run = await FlagRun.CreateAsync("""{"flags":{}}""");
        _service = await ScriptedLaunchDarkly.StartAsync();
        _service.Data = GoodIn(1);
        _host.Variables["LAUNCHDARKLY_SDK_KEY"] = _service.SdkKey;
        _host.Variables["LAUNCHDARKLY_WEBHOOK_SECRET"] = "S3CR3T-webhook";
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        await _service.DisposeAsync();
        await _run.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Stream_BrokenData_IsShownNowhere(string data)
    {
        var running = Start("json");
        var connection = await _service.AcceptStreamAsync(Cancellation);
        await connection.PutAsync(GoodIn(1));
        await _host.WaitForAsync("Flag table is up to date");

        await connection.SendAsync(
            $"event: S3CR3T\ndata: S3CR3T\n\nevent: patch\ndata: {{\"path\":\"/flags/a\",\"data\":{data.ReplaceLineEndings("\ndata: ")}}}\n"
            + "\n");
        await connection.SendAsync("event: delete\ndata: {\"path\":\"/flags/a\",\"version\":\"S3CR3T\"}\n\n");
        await connection.SendAsync($"event: put\ndata: {{\"path\":\"/\",\"data\":{data.ReplaceLineEndings("\ndata: ")}}}\n\n");
        connection.End();
        await _host.WaitForAsync("\"WARN\"");

        await EndAsync(running);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Poll_BrokenData_IsShownNowhere(string data)
    {
        var running = Start("text", "--poll");
        await _host.WaitForAsync("Flag table is up to date");

        _service.Data = data;
        await PassAsync(TimeSpan.FromSeconds(30));

        // Some of it is good enough to be stored.
        while (!_host.Output.Contains("WARN", StringComparison.Ordinal) && _host.Output.Split("Flag table is up to date").Length < 3)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await EndAsync(running);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Webhook_SignedUnsignedOrForged_IsShownNowhere(string body)
    {
        var running = Start("json", "--webhook", "127.0.0.1:0");
        await _host.WaitForAsync("Flag table is up to date");
        var address = Listening().Match(_host.Output).Value;
        _service.Data = body;

        foreach (var signature in new[] { null, "S3CR3T", new string('0', 64), Signature(body) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/?S3CR3T=S3CR3T") { Content = new StringContent(body) };
            if (signature is not null)
            {
                request.Headers.Add("X-Ld-Signature", signature);
            }

            using var answer = await Http.SendAsync(request, Cancellation);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.InternalServerError, HttpStatusCode.OK);
            ShouldHoldNoValue(await answer.Content.ReadAsStringAsync(Cancellation));
        }

        await EndAsync(running);
    }

    [Fact]
    public async Task Stream_GoodDataAndDataThatDoesNotFit_IsShownNowhere()
    {
        var running = Start("text");
        var connection = await _service.AcceptStreamAsync(Cancellation);
        await connection.PutAsync(GoodIn(1));
        await _host.WaitForAsync("Flag table is up to date");

        await connection.PatchAsync("/flags/a", """{"key":"a","version":2,"salt":"S3CR3T","variations":["S3CR3T"]}""");
        await _host.WaitForAsync("Flag change received");
        var salt = string.Concat(Enumerable.Repeat("S3CR3T", 80_000));
        await connection.PatchAsync("/flags/a", $$$"""{"key":"a","version":3,"salt":"{{{salt}}}"}""");
        await _host.WaitForAsync("ERROR");

        await EndAsync(running);
    }

    private static string GoodIn(int version) => Good.Replace("VERSION", $"{version}", StringComparison.Ordinal);

    private static string Signature(string body) =>
        Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("S3CR3T-webhook"u8, Encoding.UTF8.GetBytes(body)));

    private static void ShouldHoldNoValue(string text)
    {
        text.ShouldNotContain(LeakingTemplates.Mark);
        text.ShouldNotContain(LeakingTemplates.Number);
    }

    [GeneratedRegex("http://127[0-9.:]+", RegexOptions.None, 10_000)]
    private static partial Regex Listening();

    private Task<int> Start(string format, params string[] options)
    {
        var command = FlagsCommand.Create(_host.Host with { Clock = _clock }, new ToolConsole { Connection = FlagRun.Connection });
        string[] arguments =
        [
            "sync", "--table", _run.Table, "--base-uri", _service.Uri.AbsoluteUri, "--log-level", "debug", "--log-format", format,
            .. options.Contains("--webhook") ? [] : new[] { "--metrics-addr", "127.0.0.1:0" }, .. options,
        ];
        return Task.Run(
            () => command.Parse(arguments)
                .InvokeAsync(new InvocationConfiguration { Output = _console, Error = _console }, _stop.Token), Cancellation);
    }

    // Every page of every server, then the log and what the console got.
    private async Task EndAsync(Task<int> running)
    {
        foreach (var address in Listening().Matches(_host.Output).Select(match => match.Value).Distinct())
        {
            foreach (var page in new[] { "/metrics", "/health", "/ready" })
            {
                using var answer = await Http.GetAsync(address + page, Cancellation);
                ShouldHoldNoValue(await answer.Content.ReadAsStringAsync(Cancellation));
            }
        }

        await _stop.CancelAsync();
        (await running.WaitAsync(TimeSpan.FromSeconds(60), Cancellation)).ShouldBe(0, _console.ToString());
        ShouldHoldNoValue(_host.Output);
        ShouldHoldNoValue(_console.ToString());
    }

    private async Task PassAsync(TimeSpan time)
    {
        await _clock.WaitForTimerWithinAsync(time, Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        _clock.Advance(time);
    }
}

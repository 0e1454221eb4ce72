using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Confd.Cli.Flags;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;
using Confd.StoreSpec;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;

namespace Confd.Cli.Tests.Flags.Sync;

/// <summary><c>confd flags sync</c> as a user runs it, with a scripted service.</summary>
public sealed partial class SyncFlagsCommandTests : IAsyncLifetime
{
    private const string OneFlag = """{"flags":{"a":{"key":"a","version":5}},"segments":{}}""";
    private static readonly TimeSpan Failure = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { Expect100ContinueTimeout = Failure });

    private readonly FakeTimeProvider _clock = new();
    private readonly CapturedHost _host = new();
    private readonly CancellationTokenSource _stop = new();
    private ScriptedLaunchDarkly _service = null!;
    private FlagRun _run = null!;
    private StringWriter _error = new();
    private Func<Stream> _openInput = () => Stream.Null;

    public async ValueTask InitializeAsync()
    {
        _run = await FlagRun.CreateAsync("""{"flags":{}}""");
        _service = await ScriptedLaunchDarkly.StartAsync();
        _service.Data = OneFlag;
        _host.Variables["LAUNCHDARKLY_SDK_KEY"] = _service.SdkKey + "\n";
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        await _service.DisposeAsync();
        await _run.DisposeAsync();
    }

    [Fact]
    public async Task Once_KeyFromEnvironment_FillsTheTableAndNeverShowsTheKey()
    {
        (await StartAsync("--once")).ShouldBe(0, _error.ToString());

        (await _run.ListsAsync()).ShouldBe("flag\ta\t5\n");
        _host.Output.ShouldContain("Flag table is up to date");
        _host.Output.ShouldContain("written=1");
        (_host.Output + _error).ShouldNotContain(_service.SdkKey);
    }

    [Fact]
    public async Task Once_KeyFromFileAndFilter_AreUsed()
    {
        using var folder = new TempDirectory();
        _host.Variables.Clear();

        (await StartAsync("--once", "--sdk-key-file", folder.Write("key", _service.SdkKey + "\n"), "--filter", "app"))
            .ShouldBe(0, _error.ToString());

        _service.LastFilter.ShouldBe("app");
    }

    [Fact]
    public async Task Once_StoppedWhileTheServiceIsSilent_ReportsThatItWasInterrupted()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _service.AnswerNext(context =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        var running = StartAsync("--once");
        await asked.Task.WaitAsync(Failure, Cancellation);

        await _stop.CancelAsync();

        (await running.WaitAsync(Failure, Cancellation)).ShouldBe(1);
        _error.ToString().ShouldBe("confd: error: interrupted\n");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Once_ResponseIsNotEncodedAsDeclared_NamesTheServerAndTheEncoding(string encoding)
    {
        _service.AnswerNext(context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            return context.Response.WriteAsync(OneFlag, Cancellation);
        });

        (await StartAsync("--once")).ShouldBe(1);

        _error.ToString().ShouldContain("the response is not encoded as its Content-Encoding states");
    }

    [Fact]
    public async Task Once_WrongKey_FailsWithWhatToDoAndWithoutTheKey()
    {
        _host.Variables["LAUNCHDARKLY_SDK_KEY"] = "sdk-wrong";

        (await StartAsync("--once")).ShouldBe(1);

        _error.ToString().ShouldContain("/sdk/latest-all answered 401 with an empty body; check the SDK key");
        _error.ToString().ShouldNotContain("sdk-wrong");
    }

    [Fact]
    public async Task Once_NoKey_ReportsWhereItComesFrom()
    {
        _host.Variables.Clear();

        (await StartAsync("--once")).ShouldBe(1);

        _error.ToString().ShouldBe("confd: error: there is no SDK key; set LAUNCHDARKLY_SDK_KEY or name a file with --sdk-key-file\n");
    }

    [Theory]
    [InlineData("--sdk-key-file")]
    [InlineData("--webhook-secret-file")]
    public async Task Sync_FileOfASecretIsEmpty_IsNamed(string option)
    {
        using var folder = new TempDirectory();
        var path = folder.Write("secret", "\n");

        (await StartAsync(option, path, "--webhook", "127.0.0.1:0")).ShouldBe(1);

        _error.ToString().ShouldBe($"confd: error: the secret file {path} is empty; put the secret into it, as one line\n");
    }

    [Fact]
    public async Task Once_KeyThatNoHeaderCanHold_IsRefusedWithoutShowingIt()
    {
        _host.Variables["LAUNCHDARKLY_SDK_KEY"] = "sdk wrong";

        (await StartAsync("--once")).ShouldBe(1);

        _error.ToString().ShouldBe("confd: error: the SDK key is empty or has characters that no SDK key has\n");
    }

    [Fact]
    public async Task Once_ServerError_Fails()
    {
        _service.FailPolls(503);

        (await StartAsync("--once")).ShouldBe(1);

        _error.ToString().ShouldContain("answered 503");
        (await _run.ListsAsync()).ShouldBe("");
    }

    [Fact]
    public async Task File_Once_MakesTheTableEqualToIt()
    {
        using var folder = new TempDirectory();
        await StartAsync("--once");

        (await StartAsync("--once", "--takeover", "--file", folder.Write("flags.json", """{"flagValues":{"b":true}}""")))
            .ShouldBe(0, _error.ToString());

        (await _run.ListsAsync()).ShouldBe("flag\tb\t1\n");
    }

    [Fact]
    public async Task Once_OtherKey_IsRefusedWithoutTakeoverAndShownByStatus()
    {
        (await StartAsync("--once")).ShouldBe(0, _error.ToString());
        (await _run.PrintsAsync("status")).ShouldContain($"\nsource: {_service.Uri.AbsoluteUri.TrimEnd('/')} (");
        (await _run.PrintsAsync("status", "--output", "json")).ShouldContain("\"synchronizedOn\":\"2026-01-01T00:00:00+00:00\"");

        (await StartAsync("--once", "--filter", "app")).ShouldBe(1);
        _error.ToString().ShouldContain("is filled from another environment or filter of ");
        _error.ToString().ShouldEndWith("; to let this source replace what is there, run it once with `--takeover`\n");

        (await StartAsync("--once", "--filter", "app", "--takeover")).ShouldBe(0, _error.ToString());
        _host.Output.ShouldContain("Flag table taken over from another source");
    }

    [Fact]
    public async Task Status_EnvironmentOfTheService_IsShown()
    {
        _service.EnvironmentId = "5f1a";

        (await StartAsync("--once", "--filter", "app")).ShouldBe(0, _error.ToString());

        (await _run.PrintsAsync("status")).ShouldContain("\nenvironment: 5f1a/app\n");
        (await _run.PrintsAsync("status", "--output", "json")).ShouldContain("\"environment\":\"5f1a/app\"");
    }

    [Fact]
    public async Task Once_ResponseRemovesEverything_FailsWithoutAllowEmpty()
    {
        (await StartAsync("--once")).ShouldBe(0, _error.ToString());
        _service.Data = """{"flags":null,"segments":null}""";

        (await StartAsync("--once")).ShouldBe(1);
        _error.ToString().ShouldContain("would remove all 1 flags and segments from table ");
        _error.ToString().ShouldEndWith("; if that is how it should be, run the same once with `--once --allow-empty`\n");
        (await _run.ListsAsync()).ShouldBe("flag\ta\t5\n");

        (await StartAsync("--once", "--allow-empty")).ShouldBe(0, _error.ToString());
        (await _run.ListsAsync()).ShouldBe("");
    }

    [Fact]
    public async Task Poll_ResponseRemovesEverything_StaysReadyAndReportsTheRemedy()
    {
        var running = StartAsync("--poll", "--metrics-addr", "127.0.0.1:0");
        var address = await ListeningAsync();
        await ReadSnapshotAsync("Flag table is up to date");
        _service.Data = """{"flags":{},"segments":{}}""";

        await PassAsync(TimeSpan.FromSeconds(30));
        await ReadSnapshotAsync("Flag data not applied");

        (await Http.GetStringAsync(address + "/ready", Cancellation)).ShouldContain("--allow-empty");
        (await _run.ListsAsync()).ShouldBe("flag\ta\t5\n");
        await StopAsync(running);
    }

    [Fact]
    public async Task Webhook_EndlessBody_IsRefused()
    {
        var running = StartAsync("--webhook", "127.0.0.1:0");
        var address = await ListeningAsync();
        using var content = new EndlessContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, address + "/") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.ExpectContinue = false;

        try
        {
            using var response = await Http.SendAsync(request, Cancellation).WaitAsync(Failure, Cancellation);
            response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }
        catch (HttpRequestException broken)
        {
            // The connection is closed while the rest is still being sent: the answer may not arrive.
            content.SentBytes.ShouldBeGreaterThan(0, broken.Message);
        }

        content.SentBytes.ShouldBeLessThan(100_000_000);
        (await Http.GetStringAsync(address + "/health", Cancellation)).ShouldBe("ok");
        await StopAsync(running);
    }

    [Theory]
    [InlineData("--tombstone-age", "soon")]
    [InlineData("--tombstone-age", "-1h")]
    public async Task TombstoneAge_Invalid_IsAUsageError(params string[] options)
    {
        (await StartAsync(options)).ShouldNotBe(0);

        _error.ToString().ShouldContain("--tombstone-age");
    }

    [Fact]
    public async Task PollInterval_LongerThanATimer_IsAccepted()
    {
        using var folder = new TempDirectory();

        (await StartAsync("--once", "--file", folder.Write("flags.json", OneFlag), "--poll-interval", "600h"))
            .ShouldBe(0, _error.ToString());
    }

    [Fact]
    public async Task File_FlagThatAnotherProcessWritesWhileTheFileIsRead_StaysAsTheTableWasReadBefore()
    {
        _openInput = () =>
        {
            _run.PutRowAsync("late", 1, """{"key":"late","version":1}""").GetAwaiter().GetResult();
            return new MemoryStream(Encoding.UTF8.GetBytes(OneFlag));
        };

        (await StartAsync("--once", "--file", "-")).ShouldBe(0, _error.ToString());

        (await _run.ListsAsync()).ShouldBe("flag\ta\t5\nflag\tlate\t1\n");
    }

    [Fact]
    public async Task File_Watched_IsTakenOverWhenItChanges()
    {
        using var folder = new TempDirectory();
        var path = folder.Write("flags.json", OneFlag);
        var running = StartAsync("--file", path, "--poll-interval", "10s");
        await ReadSnapshotAsync("written=1");
        folder.Write("flags.json", """{"flags":{"a":{"version":6},"b":{"version":1}}}""");

        await PassAsync(TimeSpan.FromSeconds(10));
        await ReadSnapshotAsync("written=2");

        await StopAsync(running);
        (await _run.ListsAsync()).ShouldBe("flag\ta\t6\nflag\tb\t1\n");
    }

    [Theory]
    [InlineData("folder", "is a directory")]
    [InlineData("pipe", "it is a device, a pipe or a socket, not a file")]
    public async Task File_WatchedCannotBeReadForAWhile_IsTriedAgain(string kind, string reason)
    {
        using var folder = new TempDirectory();
        var path = folder.Write("flags.json", OneFlag);
        var running = StartAsync("--file", path, "--poll-interval", "10s");
        await ReadSnapshotAsync("written=1");
        File.Delete(path);
        if (kind == "pipe")
        {
            NamedPipe.Make(path);
        }
        else
        {
            Directory.CreateDirectory(path);
        }

        await PassAsync(TimeSpan.FromSeconds(10));
        await ReadSnapshotAsync("Flag sync failed; trying again");
        _host.Output.ShouldContain($"{path}: {reason}");
        if (kind == "pipe")
        {
            File.Delete(path);
        }
        else
        {
            Directory.Delete(path);
        }

        folder.Write("flags.json", """{"flags":{"a":{"version":6},"b":{"version":1}}}""");
        await PassAsync(TimeSpan.FromSeconds(1));
        await ReadSnapshotAsync("written=2");

        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_Signalled_FollowsChangesAndEndsWithZero()
    {
        var running = StartAsync();
        var connection = await _service.AcceptStreamAsync(Cancellation).AsTask().WaitAsync(Failure, Cancellation);
        await connection.PutAsync(OneFlag);
        await connection.PatchAsync("/flags/b", """{"key":"b","version":1}""");
        await ReadSnapshotAsync("Flag change received");

        await StopAsync(running);

        (await _run.ListsAsync()).ShouldBe("flag\ta\t5\nflag\tb\t1\n");
        _host.Output.ShouldContain("Flag sync stopped");
    }

    [Fact]
    public async Task Stream_TerminatedAfterHangup_EndsWithZero()
    {
        var running = StartAsync();
        await (await _service.AcceptStreamAsync(Cancellation).AsTask().WaitAsync(Failure, Cancellation)).PutAsync(OneFlag);
        await ReadSnapshotAsync("Flag table is up to date");

        _host.Signals.Post(PosixSignal.SIGHUP);
        _host.Signals.Post(PosixSignal.SIGTERM);

        (await running.WaitAsync(Failure, Cancellation)).ShouldBe(0, _error.ToString());
        _host.Output.ShouldContain("Flag sync stopped");
    }

    [Fact]
    public async Task Stream_Refused_EndsWithOne()
    {
        _service.FailStreams(403);

        (await StartAsync()).ShouldBe(1);

        _error.ToString().ShouldContain("/all answered 403 with an empty body; check the SDK key");
    }

    [Fact]
    public async Task Poll_WithMetricsAddress_ServesHealthReadinessAndCounts()
    {
        _service.FailPolls(500);
        var running = StartAsync("--poll", "--metrics-addr", "127.0.0.1:0");
        var address = await ListeningAsync();
        await ReadSnapshotAsync("Flag sync failed");

        (await Http.GetStringAsync(address + "/health", Cancellation)).ShouldBe("ok");
        using (var notReady = await Http.GetAsync(address + "/ready", Cancellation))
        {
            notReady.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await notReady.Content.ReadAsStringAsync(Cancellation)).ShouldContain("answered 500");
        }

        await PassAsync(TimeSpan.FromSeconds(1));
        await ReadSnapshotAsync("Flag table is up to date");
        (await Http.GetStringAsync(address + "/ready", Cancellation)).ShouldBe("ok");
        var metrics = await Http.GetStringAsync(address + "/metrics", Cancellation);
        metrics.ShouldContain("confd_flag_sync_items_total{result=\"written\"} 1");
        metrics.ShouldContain("confd_flag_sync_failures_total{part=\"source\"} 1");
        await StopAsync(running);
    }

    [Fact]
    public async Task Webhook_SignedUnsignedAndForged_OnlyTheSignedOneSynchronizes()
    {
        _host.Variables["LAUNCHDARKLY_WEBHOOK_SECRET"] = "s3cret";
        var running = StartAsync("--webhook", "127.0.0.1:0");
        var address = await ListeningAsync();
        await ReadSnapshotAsync("Flag table is up to date");
        _service.Data = """{"flags":{"a":{"key":"a","version":6},"b":{"key":"b","version":1}},"segments":{}}""";
        var body = Encoding.UTF8.GetBytes("""{"kind":"flag","name":"ü"}""");

        (await PostAsync(address, body, signature: null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(address, body, new string('0', 64))).ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(address, body, "zz")).ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(address, [.. body, (byte)' '], Sign(body))).ShouldBe(HttpStatusCode.Unauthorized);
        (await _run.ListsAsync()).ShouldBe("flag\ta\t5\n");

        (await PostAsync(address, body, Sign(body))).ShouldBe(HttpStatusCode.OK);
        (await _run.ListsAsync()).ShouldBe("flag\ta\t6\nflag\tb\t1\n");
        (await PostAsync(address, body, Sign(body))).ShouldBe(HttpStatusCode.OK);

        _service.FailPolls(500);
        (await PostAsync(address, body, Sign(body))).ShouldBe(HttpStatusCode.InternalServerError);
        using var get = await Http.GetAsync(address + "/", Cancellation);
        get.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await PostAsync(address, new byte[1_000_001], Sign(new byte[1_000_001]))).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Http.GetStringAsync(address + "/health", Cancellation)).ShouldBe("ok");
        await StopAsync(running);
    }

    [Fact]
    public async Task Webhook_SourceFails_IsCountedAndTriedAgain()
    {
        var running = StartAsync("--webhook", "127.0.0.1:0");
        var address = await ListeningAsync();
        await ReadSnapshotAsync("Flag table is up to date");
        _service.Data = """{"flags":{"a":{"key":"a","version":6}},"segments":{}}""";
        _service.FailPolls(500);

        (await PostAsync(address, "{}"u8.ToArray(), signature: null)).ShouldBe(HttpStatusCode.InternalServerError);

        (await Http.GetStringAsync(address + "/metrics", Cancellation))
            .ShouldContain("confd_flag_sync_failures_total{part=\"source\"} 1");
        await _clock.WaitForTimerWithinAsync(TimeSpan.FromSeconds(1), Cancellation).WaitAsync(Failure, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsSoAsync(async () => await _run.ListsAsync() == "flag\ta\t6\n", Cancellation);
        await StopAsync(running);
    }

    [Fact]
    public async Task Webhook_SourceRefusesTheKey_EndsTheSync()
    {
        var running = StartAsync("--webhook", "127.0.0.1:0");
        var address = await ListeningAsync();
        await ReadSnapshotAsync("Flag table is up to date");
        _service.FailPolls(401);

        (await PostAsync(address, "{}"u8.ToArray(), signature: null)).ShouldBe(HttpStatusCode.InternalServerError);
        (await running.WaitAsync(Failure, Cancellation)).ShouldBe(1);
        _error.ToString().ShouldContain("check the SDK key");
    }

    [Fact]
    public async Task Webhook_ManyAtOnce_RespondAfterTheirStateIsWritten()
    {
        using var folder = new TempDirectory();
        var running = StartAsync("--webhook", "127.0.0.1:0", "--webhook-secret-file", folder.Write("secret", "s3cret\n"));
        var address = await ListeningAsync();
        await ReadSnapshotAsync("Flag table is up to date");
        var body = "{}"u8.ToArray();

        _service.Data = """{"flags":{"a":{"key":"a","version":7}},"segments":{}}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(address, body, Sign(body))));

        answers.ShouldAllBe(status => status == HttpStatusCode.OK);
        (await _run.ListsAsync()).ShouldBe("flag\ta\t7\n");
        await StopAsync(running);
    }

    [Fact]
    public async Task Webhook_NoSecret_IsAcceptedUnsignedWithAWarning()
    {
        var running = StartAsync("--webhook", "127.0.0.1:0");
        var address = await ListeningAsync();

        (await PostAsync(address, "{}"u8.ToArray(), signature: null)).ShouldBe(HttpStatusCode.OK);

        _host.Output.ShouldContain("Webhooks are accepted unsigned");
        await StopAsync(running);
    }

    [Fact]
    public async Task Servers_AnotherHostName_IsRefusedUnlessAllowedOrSigned()
    {
        _host.Variables["CONFD_METRICS_HOSTS"] = "other.example, relay.example";
        var running = StartAsync("--webhook", "127.0.0.1:0", "--metrics-host", "hooks.example");
        var address = await ListeningAsync();
        await ReadSnapshotAsync("Flag table is up to date");

        foreach (var path in new[] { "/", "/metrics", "/ready", "/health" })
        {
            (await AskAsync(HttpMethod.Get, path, "attacker.example")).ShouldBe(HttpStatusCode.MisdirectedRequest);
        }

        (await AskAsync(HttpMethod.Post, "/", "attacker.example")).ShouldBe(HttpStatusCode.MisdirectedRequest);
        (await AskAsync(HttpMethod.Post, "/", "hooks.example")).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(HttpMethod.Get, "/health", "relay.example:8080")).ShouldBe(HttpStatusCode.OK);
        await StopAsync(running);

        async Task<HttpStatusCode> AskAsync(HttpMethod method, string path, string host)
        {
            using var request = new HttpRequestMessage(method, address + path) { Headers = { Host = host } };
            using var response = await Http.SendAsync(request, Cancellation);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("--file", "x", "--poll")]
    [InlineData("--file", "-")]
    [InlineData("--once", "--webhook", ":0")]
    [InlineData("--poll-interval", "soon")]
    [InlineData("--stream-uri", "relay:8030")]
    public async Task Options_ThatContradict_AreUsageErrors(params string[] options)
    {
        (await StartAsync(options)).ShouldNotBe(0);

        _error.ToString().ShouldContain("--");
    }

    [Fact]
    public async Task PollInterval_TooShortForLaunchDarklyItself_IsAUsageError()
    {
        var command = FlagsCommand.Create(_host.Host, new ToolConsole { Connection = FlagRun.Connection });
        var configuration = new InvocationConfiguration { Output = TextWriter.Null, Error = _error };

        var status = await command.Parse(["sync", "--table", "t", "--poll", "--poll-interval", "29s"])
            .InvokeAsync(configuration, Cancellation);

        status.ShouldNotBe(0);
        _error.ToString().ShouldContain("every 30s at most");
    }

    private static string Sign(byte[] body) => Convert.ToHexStringLower(HMACSHA256.HashData("s3cret"u8, body));

    private static async Task<HttpStatusCode> PostAsync(string address, byte[] body, string? signature)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, address + "/") { Content = content };

        // Who refuses a large body before it has come may close the connection while it is still being sent.
        request.Headers.ExpectContinue = body.Length > 1_000_000;
        if (signature is not null)
        {
            request.Headers.Add("X-Ld-Signature", signature);
        }

        using var response = await Http.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    [GeneratedRegex("Listening on (http://[0-9.:]+)")]
    private static partial Regex Listening();

    private async Task ReadSnapshotAsync(string text)
    {
        try
        {
            await _host.WaitForAsync(text).WaitAsync(Failure, Cancellation);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"'{text}' was not logged; the log is:\n{_host.Output}{_error}");
        }
    }

    private async Task<string> ListeningAsync()
    {
        await ReadSnapshotAsync("Listening on");
        return Listening().Match(_host.Output).Groups[1].Value;
    }

    private Task<int> StartAsync(params string[] options)
    {
        _error = new StringWriter();
        var console = new ToolConsole { Connection = FlagRun.Connection, OpenInput = _openInput };
        var command = FlagsCommand.Create(_host.Host with { Clock = _clock }, console);
        string[] addresses = options.Contains("--file") ? [] : ["--base-uri", _service.Uri.AbsoluteUri];
        return Task.Run(
            () => command.Parse(["sync", "--table", _run.Table, .. addresses, .. options])
                .InvokeAsync(new InvocationConfiguration { Output = _error, Error = _error }, _stop.Token),
            Cancellation);
    }

    private async Task StopAsync(Task<int> running)
    {
        await _stop.CancelAsync();
        (await running.WaitAsync(Failure, Cancellation)).ShouldBe(0, _error.ToString());
    }

    private sealed class EndlessContent : HttpContent
    {
        private long _sentBytes;

        public long SentBytes => Interlocked.Read(ref _sentBytes);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[64 * 1024];
            while (true)
            {
                await stream.WriteAsync(piece, Cancellation);
                Interlocked.Add(ref _sentBytes, piece.Length);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private async Task PassAsync(TimeSpan time)
    {
        await _clock.WaitForTimerWithinAsync(time, Cancellation).WaitAsync(Failure, Cancellation);
        _clock.Advance(time);
    }
}

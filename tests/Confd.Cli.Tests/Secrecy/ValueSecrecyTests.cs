using System.Globalization;
using System.Runtime.InteropServices;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Secrecy;

/// <summary>Values of keys never reach a log, stderr or the status page, whatever fails over them; with <c>--log-values</c> they do, the
/// page excepted.</summary>
public sealed class ValueSecrecyTests : IDisposable
{
    private readonly CapturedHost _host = new();
    private readonly TempDirectory _folder = new();

    public ValueSecrecyTests()
    {
        foreach (var folder in new[] { "conf.d", "templates", "out" })
        {
            Directory.CreateDirectory(_folder[folder]);
        }

        File.WriteAllText(_folder["kv.json"], LeakingTemplates.KeyFile);
        File.WriteAllText(_folder["templates/inner.tmpl"], "{{parseBool .}}");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Run_TemplatesThatFailOverValues_ShowNone(string format)
    {
        var names = AddAll();

        (await RunAsync("--onetime", "--log-level", "debug", "--log-format", format)).ShouldBe(1);

        foreach (var name in names)
        {
            _host.Error.ShouldContain($"{_folder["out"]}/{name}: ");
        }

        ShouldHoldNoValue(_host.Error);
        ShouldHoldNoValue(_host.Output);
        ShouldBeWholeLines(format);
    }

    [Fact]
    public async Task Status_TemplatesThatFailOverValues_ShowsNoneEvenWithLogValues()
    {
        var names = AddAll();
        var address = $"127.0.0.1:{ReservedPort.Take()}";
        var running = RunAsync("--log-level", "debug", "--log-values", "--metrics-addr", address);
        await _host.WaitForAsync("Loading template resources from config dir");
        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}") };

        ShouldHoldNoValue(await PageWithFailuresAsync(client, names.Count));
        ShouldHoldNoValue(await FirstEventAsync(client));
        ShouldHoldNoValue(await client.GetStringAsync("/metrics", Cancellation));
        ShouldHoldNoValue(await client.GetStringAsync("/ready/detailed", Cancellation));

        _host.Signals.Post(PosixSignal.SIGTERM);
        await running;
    }

    [Theory]
    [InlineData("--log-values", null)]
    [InlineData(null, "true")]
    public async Task Run_LogValues_ShowsThemOnOneLine(string? flag, string? variable)
    {
        Add("a", """{{atoi (getv "/app/text")}}""", null);
        if (variable is not null)
        {
            _host.Variables["CONFD_LOG_VALUES"] = variable;
        }

        (await RunAsync([.. flag is null ? [] : new[] { flag }, "--onetime"])).ShouldBe(1);

        _host.Error.ShouldContain("""strconv.Atoi: parsing "S3CR3T-a\nS3CR3T-b\r""");
        _host.Output.ShouldContain("""strconv.Atoi: parsing "S3CR3T-a\nS3CR3T-b\r""");
        ShouldBeWholeLines("text");
    }

    [Theory]
    [InlineData(false, "invalid character (1 byte) after top-level value")]
    [InlineData(true, "invalid character 'S' after top-level value")]
    public async Task Preflight_BrokenKeyFile_QuotesItOnlyWithLogValues(bool showsValues, string message)
    {
        File.WriteAllText(_folder["broken.json"], "{} S3CR3T");
        Add("a", "x", null);
        string[] flags = showsValues ? ["--log-values"] : [];

        (await _host.RunAsync([.. Arguments(), "--file", _folder["broken.json"], "--preflight", .. flags])).ShouldBe(1);

        _host.Output.ShouldContain($"{_folder["templates/a.tmpl"]}: backend error: ");
        _host.Output.Split('\n').Count(line => line.Contains("top-level value", StringComparison.Ordinal)).ShouldBe(2);
        _host.Output.Split('\n').Count(line => line.Contains(message, StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Run_ValueInAnError_ReportsKindAndLength()
    {
        Add("a", """{{atoi (getv "/app/literal")}}""", null);
        Add("b", """{{getv (getv "/app/literal")}}""", null);
        Add("c", """{{index (list 1) (atoi (getv "/app/number"))}}""", null);

        await RunAsync("--onetime");

        _host.Error.ShouldContain("error calling atoi: strconv.Atoi: parsing a string of 9 bytes: invalid syntax");
        _host.Error.ShouldContain("error calling getv: key does not exist: a string of 9 bytes");
        _host.Error.ShouldContain("error calling index: index out of range: a number of 10 digits");
    }

    [Theory]
    [InlineData("""{{getv "/app/missing"}}""", "key does not exist: /app/missing")]
    [InlineData("""{{range ls "/app"}}{{getv (printf "/other/%s/host" .)}}{{end}}""", "key does not exist: /other/base64/host")]
    [InlineData("""{{gets "/app/["}}""", "invalid pattern \"/app/[\": syntax error in pattern")]
    [InlineData("""{{regexMatch "a(" "x"}}""", "error parsing regexp: missing closing ): `a(`")]
    [InlineData("""{{include "../x"}}""", "include path \"../x\" is outside template directory")]
    [InlineData("""{{include "none.tmpl"}}""", "/templates/none.tmpl: no such file or directory")]
    public async Task Run_NamesOfTheTemplate_AreShown(string template, string message)
    {
        Add("a", template, null);

        await RunAsync("--onetime");

        _host.Error.ShouldContain(message);
    }

    [Theory]
    [InlineData("json", "{\"app\": \"S3CR3T\", x S3CR3T")]
    [InlineData("json", "{\"app\": nulS3CR3T\n}")]
    [InlineData("json", "{\"app\": 7355608731e999}")]
    [InlineData("yaml", "app: *S3CR3T\n")]
    [InlineData("yaml", "app: [S3CR3T\n- S3CR3T: {")]
    [InlineData("yaml", "app: !<S3CR3T{} x\n")]
    [InlineData("yaml", "app: &S3CR3T[ x\n")]
    [InlineData("yaml", "app: \"S3CR3T\n")]
    [InlineData("yaml", "app: !!int S3CR3T\n")]
    [InlineData("yaml", "%YAML S3CR3T\n---\na: 1\n")]
    public async Task Run_BrokenKeyFile_QuotesNothing(string extension, string content)
    {
        File.WriteAllText(_folder[$"broken.{extension}"], content);
        Add("a", "x", null);

        (await _host.RunAsync([.. Arguments(), "--file", _folder[$"broken.{extension}"], "--onetime", "--log-level", "debug"])).ShouldBe(1);

        _host.Error.ShouldContain($"broken.{extension}: ");
        ShouldHoldNoValue(_host.Error);
        ShouldHoldNoValue(_host.Output);
    }

    [Theory]
    [InlineData("{\"flags\": nulS3CR3T\nS3CR3T' is S3CR3T LineNumber: 1 S3CR3T")]
    [InlineData("{\"flags\": {\"a\": {\"version\": 7355608731S3CR3T}}}")]
    [InlineData("{\"flags\": {\"a\": {\"version\": \"S3CR3T\"}}}")]
    [InlineData("S3CR3T\nS3CR3T")]
    [InlineData("{\"flags\": \"S3CR3T\"}")]
    [InlineData("{\"flags\": {\"a\": \"S3CR3T\"}}")]
    [InlineData("{\"flags\": {\"a\": {\"version\": 1, \"on\": \"S3CR3T\"}}}")]
    [InlineData("{\"flagValues\": {\"a\": truS3CR3T}}")]
    public async Task Run_BrokenFlagFile_QuotesNothing(string content)
    {
        File.WriteAllText(_folder["flags.json"], content);
        Add("a", "{{flag \"a\"}}", null, $"[flags]\nfile = \"{_folder["flags.json"]}\"\ncontext = {{ key = \"x\" }}\n");

        (await RunAsync("--onetime", "--log-level", "debug")).ShouldBe(1);

        _host.Error.ShouldContain("out/a: ");
        ShouldHoldNoValue(_host.Error);
        ShouldHoldNoValue(_host.Output);
    }

    [Fact]
    public async Task Run_NamesOfKeysWithControlCharacters_StayOnTheirLine()
    {
        File.WriteAllText(
            _folder["names.json"], """{"t": {"a\n2026-01-01T00:00:00Z host confd[42]: ERROR forged": "1", "b\u001b[2J\u2028c": "1"}}""");
        Add("a", """{{range ls "/t"}}{{getv (printf "/none/%s" .)}}{{end}}""", null);
        Add("b", """{{range ls "/t"}}{{getv (printf "/t/%s/none" .)}}{{end}}""", null);

        await _host.RunAsync([.. Arguments(), "--file", _folder["names.json"], "--onetime", "--log-level", "debug"]);

        _host.Output.ShouldNotContain("\n2026-01-01T00:00:00Z host confd[42]: ERROR forged");
        _host.Output.ShouldNotContain('\u001b');
        _host.Error.ShouldNotContain('\u001b');
        ShouldBeWholeLines("text");
    }

    // The page is published when the cycle has ended.
    private static async Task<string> PageWithFailuresAsync(HttpClient client, int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var page = await client.GetStringAsync("/status.json", limit.Token);
            if (page.Split("\"state\":\"failed\"").Length > count)
            {
                return page;
            }
        }
    }

    private static async Task<string> FirstEventAsync(HttpClient client)
    {
        await using var stream = await client.GetStreamAsync("/status/events", Cancellation);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("the stream ended without an event");
    }

    private static void ShouldHoldNoValue(string text)
    {
        text.ShouldNotContain(LeakingTemplates.Mark);
        text.ShouldNotContain(LeakingTemplates.Number);
    }

    private List<string> AddAll()
    {
        var names = new List<string>();
        foreach (var template in LeakingTemplates.Templates)
        {
            names.Add($"t{names.Count.ToString("d2", CultureInfo.InvariantCulture)}");
            Add(names[^1], template, null);
        }

        foreach (var (format, template) in LeakingTemplates.Outputs)
        {
            names.Add($"t{names.Count.ToString("d2", CultureInfo.InvariantCulture)}");
            Add(names[^1], template, format);
        }

        return names;
    }

    private void Add(string name, string template, string? format, string more = "")
    {
        File.WriteAllText(_folder[$"templates/{name}.tmpl"], template);
        var line = format is null ? "" : $"output_format = \"{format}\"\n";
        File.WriteAllText(
            _folder[$"conf.d/{name}.toml"],
            $"[template]\nsrc = \"{name}.tmpl\"\ndest = \"{_folder["out"]}/{name}\"\nkeys = [\"/\"]\n{line}{more}");
    }

    private string[] Arguments() => ["file", "--confdir", _folder.Path, "--config-file", _folder["none.toml"]];

    private Task<int> RunAsync(params string[] arguments) => _host.RunAsync([.. Arguments(), "--file", _folder["kv.json"], .. arguments]);

    // Every line is one of the log's own; nothing in it breaks it, moves the cursor or turns its direction.
    private void ShouldBeWholeLines(string format)
    {
        foreach (var line in _host.Output.TrimEnd('\n').Split('\n'))
        {
            line.ShouldStartWith(format == "json" ? "{\"time\":" : "2026-01-01T00:00:00Z host confd[42]: ");
            line.Where(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\u202e').ShouldBeEmpty();
        }

        _host.Error.TrimEnd('\n')
            .Split('\n')
            .ShouldAllBe(line =>
                line.StartsWith("confd: error: ", StringComparison.Ordinal) || line.StartsWith("              ", StringComparison.Ordinal));
    }
}

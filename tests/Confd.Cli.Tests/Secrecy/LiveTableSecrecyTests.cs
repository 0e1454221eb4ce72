using System.Diagnostics;
using System.Globalization;
using Confd.Cli.Tests.Samples;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tests.Tables;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Secrecy;

/// <summary>Values of a DynamoDB table that is watched reach no log, page or message, before and after they change; nor do those that are
/// no texts.</summary>
public sealed class LiveTableSecrecyTests : IAsyncLifetime
{
    private static readonly HttpClient Http = new();

    private readonly TempDirectory _folder = new();
    private readonly SignalledStream _output = new();
    private readonly string _address = ReservedPort.TakeAddress().ToString();
    private TableRun _table = null!;

    public async ValueTask InitializeAsync()
    {
        _table = await TableRun.CreateAsync("--stream");
        await _table.PrintsAsync("import", _folder.Write("keys.json", LeakingTemplates.KeyFile));
        using var client = DynamoDbLocal.CreateClient();
        await client.PutItemAsync(_table.Table, new() { ["key"] = new("/app/odd"), ["value"] = new() { SS = ["S3CR3T"] } }, Cancellation);
        await client.PutItemAsync(
            _table.Table, new() { ["key"] = new("/app/count"), ["value"] = new() { N = LeakingTemplates.Number } }, Cancellation);
        for (var number = 0; number < LeakingTemplates.Templates.Count; number++)
        {
            AddResource($"t{number.ToString("d2", CultureInfo.InvariantCulture)}", LeakingTemplates.Templates[number]);
        }

        AddResource("good", """{{getv "/app/text"}}""", "check_cmd = \"test -s {{.src}}\"\nreload_cmd = \"test -s {{.dest}}\"\n");
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _table.DisposeAsync();
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Watch_ValuesThatTemplatesFailOver_AreShownNowhere(string format)
    {
        using var daemon = Start("--watch", "--log-level", "debug", "--log-format", format, "--metrics-addr", _address, "--diff");
        try
        {
            await WatchAsync(daemon);
        }
        finally
        {
            daemon.Kill();
        }
    }

    private async Task WatchAsync(Process daemon)
    {
        var error = daemon.StandardError.ReadToEndAsync(Cancellation);
        var reading = KeepAsync(daemon.StandardOutput.BaseStream);
        await _output.WaitForAsync("/good has been updated");
        var address = $"http://{_address}";

        await _table.PrintsAsync("put", "/app/text", "S3CR3T-later\nS3CR3T");
        await Eventually.IsSoAsync(
            async () => await File.ReadAllTextAsync(_folder["out/good"], Cancellation) == "S3CR3T-later\nS3CR3T", Cancellation);
        await Eventually.IsSoAsync(
            async () => (await Http.GetStringAsync($"{address}/status.json", Cancellation)).Contains(
                "\"failed\"", StringComparison.Ordinal), Cancellation);
        foreach (var page in new[] { "/", "/status.json", "/metrics", "/health", "/ready", "/ready/detailed" })
        {
            using var answer = await Http.GetAsync(address + page, Cancellation);
            ShouldHoldNoValue(page, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        using (var kill = Process.Start("kill", ["-TERM", daemon.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await daemon.WaitForExitAsync(Cancellation);
        }

        await reading;
        daemon.ExitCode.ShouldBe(0, await error);
        ShouldHoldNoValue("standard error", await error);
        ShouldHoldNoValue("the log", _output.Text);
    }

    private async Task KeepAsync(Stream output)
    {
        var buffer = new byte[4096];
        while (await output.ReadAsync(buffer, Cancellation) is > 0 and var count)
        {
            _output.Write(buffer.AsSpan(0, count));
        }
    }

    private static void ShouldHoldNoValue(string place, string text)
    {
        text.ShouldNotContain(LeakingTemplates.Mark, Case.Sensitive, place);
        text.ShouldNotContain(LeakingTemplates.Number, Case.Sensitive, place);
    }

    private void AddResource(string name, string template, string more = "")
    {
        _folder.Write($"templates/{name}.tmpl", template);
        Directory.CreateDirectory(_folder["out"]);
        _folder.Write(
            $"conf.d/{name}.toml", $"[template]\nsrc = \"{name}.tmpl\"\ndest = \"{_folder[$"out/{name}"]}\"\nkeys = [\"/\"]\n{more}");
    }

    private Process Start(params string[] options)
    {
        string[] program = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY") is { Length: > 0 } binary
            ? [binary]
            : ["dotnet", Path.Combine(AppContext.BaseDirectory, "confd.dll")];
        return SampleProcess.Start(
            program[0],
            [
                .. program[1..],
                "dynamodb",
                "--table",
                _table.Table,
                "--confdir",
                _folder.Path,
                "--config-file",
                _folder["none.toml"],
                .. options,
            ],
            new() { ["HOME"] = _folder.Path, ["CONFD_STATE_DIR"] = _folder["state"] });
    }
}

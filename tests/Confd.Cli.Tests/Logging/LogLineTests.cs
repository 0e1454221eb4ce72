using System.Text.RegularExpressions;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Logging;

/// <summary>The lines of a run, message and attributes in the order of the original (v0.41.1, its sources).</summary>
public sealed partial class LogLineTests : IDisposable
{
    private readonly CapturedHost _host = new();
    private readonly TempDirectory _folder = new();

    public LogLineTests()
    {
        _folder.Write("templates/app.tmpl", "a={{getv \"/a\"}}\n");
        _folder.Write("keys.yaml", "a: 1\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Debug_FileIsReplaced_ReportsEachStep()
    {
        AddResource("check_cmd = \"echo checked\"");

        (await RunAsync("--log-level", "debug")).ShouldBe(0, _host.Error);

        Lines("Loading template resource from").ShouldBe(
        [
            "DEBUG Starting backend fetch prefix=/ key_count=1",
            "DEBUG Backend fetch completed prefix=/ key_count=1 fetch_duration_ms=N value_count=1",
            "DEBUG Using source template DIR/templates/app.tmpl",
            "DEBUG Compiling source template DIR/templates/app.tmpl",
            "DEBUG Template cache miss for DIR/templates/app.tmpl",
            "DEBUG Creating stage file dest_path=DIR/app.conf content_size_bytes=4",
            "DEBUG Stage file created successfully dest_path=DIR/app.conf content_size_bytes=4 stage_path=STAGE total_duration_ms=N "
                + "write_duration_ms=N permission_duration_ms=N",
            "INFO Target config DIR/app.conf out of sync",
            "DEBUG Starting command execution command=echo checked timeout=30s",
            "INFO Command completed successfully command=echo checked timeout=30s exit_code=0 duration_ms=N output_size_bytes=8",
            "DEBUG Command output command=echo checked timeout=30s output=checked\\n",
            "DEBUG Starting file sync stage_path=STAGE dest_path=DIR/app.conf",
            "INFO File sync completed (atomic rename) stage_path=STAGE dest_path=DIR/app.conf duration_ms=N rename_duration_ms=N",
            "INFO Target config DIR/app.conf has been updated",
        ]);
    }

    [Fact]
    public async Task Info_StageFilesAreKept_ReportsTheCopy()
    {
        AddResource("");

        (await RunAsync("--keep-stage-file")).ShouldBe(0, _host.Error);

        Lines("out of sync").ShouldBe(
        [
            "INFO Keeping staged file, using copy mode stage_path=STAGE dest_path=DIR/app.conf",
            "INFO Write to destination completed stage_path=STAGE dest_path=DIR/app.conf total_duration_ms=N read_duration_ms=N "
                + "write_duration_ms=N chown_duration_ms=N file_size_bytes=4",
            "INFO File sync completed (copy mode) stage_path=STAGE dest_path=DIR/app.conf duration_ms=N",
            "INFO Target config DIR/app.conf has been updated",
        ]);
    }

    [Fact]
    public async Task Error_CommandIsKilledExternally_HasNoExitCode()
    {
        AddResource("check_cmd = \"kill -KILL $$\"");

        (await RunAsync()).ShouldBe(255);

        Lines("out of sync")[0].ShouldBe(
            "ERROR Command failed command=kill -KILL $$ timeout=30s exit_code=-1 duration_ms=N output_size_bytes=0 output= error=signal: "
            + "killed");
    }

    [Fact]
    public async Task Error_FolderIsMissing_ReportsWhatWasToBeMade()
    {
        AddResource("", destination: "none/app.conf");

        (await RunAsync()).ShouldBe(1);

        Lines("Backend source")[0].ShouldBe(
            "ERROR Failed to create temp file dest_path=DIR/none/app.conf content_size_bytes=4 duration_ms=N error=open STAGE: "
            + "no such file or directory");
    }

    [Theory]
    [InlineData("text", " dest=DIR/app.conf resource=DIR/conf.d/app.toml")]
    [InlineData("json", ",\"dest\":\"DIR/app.conf\",\"resource\":\"DIR/conf.d/app.toml\"}")]
    public async Task Error_OfAResource_NamesItsDestinationAndItsFile(string format, string end)
    {
        AddResource("reload_cmd = \"exit 3\"");

        (await RunAsync("--log-format", format)).ShouldBe(3);

        Lines("Command failed")[0].ShouldMatch($"exit status 3.*{Regex.Escape(end)}$");
    }

    [Fact]
    public async Task Noop_WithDiff_ReportsItBeforeTheDiff()
    {
        AddResource("");

        (await RunAsync("--noop", "--diff")).ShouldBe(0, _host.Error);

        Lines("Backend source").ShouldBe(
        [
            "WARN Noop mode enabled. DIR/app.conf will not be modified",
            "--- DIR/app.conf",
            "+++ STAGE",
            "@@ -0,0 +1 @@",
            "+a=1",
        ]);
    }

    [Fact]
    public async Task Warning_NoFolderOfResources_NamesTheSearchedPath()
    {
        (await RunAsync()).ShouldBe(0, _host.Error);

        Lines("Backend source").ShouldBe(
            ["WARN Cannot load template resources: config dir 'DIR/conf.d': stat DIR/conf.d: no such file or directory"]);
    }

    [Fact]
    public async Task FailureMode_InTheFileInOtherCase_IsTaken()
    {
        AddResource("check_cmd = \"exit 3\"");
        _folder.Write("confd.toml", "failure_mode = \"Fail-Fast\"\n");

        (await RunAsync()).ShouldBe(3);

        Lines("Backend source")[^1].ShouldBe("WARN Fail-fast mode: stopping after error in DIR/app.conf");
    }

    [GeneratedRegex(@"/\.[^ /]*[0-9]{10,}")]
    private static partial Regex StageNames { get; }

    [GeneratedRegex("_ms=[0-9]+")]
    private static partial Regex Durations { get; }

    /// <summary>The lines behind the one that contains a text, without what differs from run to run.</summary>
    private string[] Lines(string behind)
    {
        var text = _host.Output.Replace(_folder.Path, "DIR", StringComparison.Ordinal);
        text = Durations.Replace(StageNames.Replace(text, "/STAGE"), "_ms=N").Replace("DIR/none/STAGE", "STAGE", StringComparison.Ordinal);
        var lines = text.Replace("DIR/STAGE", "STAGE", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
        var first = Array.FindIndex(lines, line => line.Contains(behind, StringComparison.Ordinal)) + 1;
        return [.. lines[first..].Select(line => line.StartsWith("20", StringComparison.Ordinal) ? line.Split(": ", 2)[1] : line)];
    }

    private void AddResource(string settings, string destination = "app.conf") => _folder.Write(
        "conf.d/app.toml", $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder[destination]}\"\nkeys = [\"/\"]\n{settings}\n");

    private Task<int> RunAsync(params string[] arguments) => _host.RunAsync(
        [
            "file", "--file", _folder["keys.yaml"], "--confdir", _folder.Path, "--config-file", _folder["confd.toml"], "--onetime",
            .. arguments,
        ]);
}

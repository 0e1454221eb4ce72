using Confd.Cli.Backends;
using Confd.Cli.Tests.Support;
using Confd.Engine.Resources;
using Confd.TestSupport;

namespace Confd.Cli.Tests.CommandLine;

public sealed class ConfigFileNamesTests : IDisposable
{
    private readonly CapturedHost _host = new();
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tabel = \"x\"", "unknown setting tabel has no effect; did you mean table?")]
    [InlineData("Log-Levle = \"x\"", "unknown setting Log-Levle has no effect; did you mean log_level?")]
    [InlineData("[sync]\nx = 1", "unknown setting sync has no effect")]
    [InlineData("log_level = \"x\"\nlog-level = \"info\"", "setting log_level has no effect: log-level on line 2 is the same setting")]
    [InlineData("prefix = \"/a\"\nPREFIX = \"/b\"", "setting PREFIX has no effect: prefix on line 1 is the same setting")]
    [InlineData("backend = \"env\"\nBACKEND = 1", "setting BACKEND has no effect: backend on line 1 is the same setting")]
    [InlineData(
        "[backends.a]\nbackend = \"env\"\nBackend = \"env\"",
        "setting Backend in [backends.a] has no effect: backend on line 2 is the same setting")]
    public async Task Run_MisspelledSettingOfConfdToml_IsNamedInAWarning(string text, string message)
    {
        var file = _folder.Write("confd.toml", text);

        (await _host.RunAsync("env", "--config-file", file, "--confdir", _folder.Path, "--onetime")).ShouldBe(0);

        _host.Output.ShouldContain($"WARN {message}");
        _host.Output.ShouldContain($"({file}:");
    }

    [Fact]
    public async Task Run_StrictCheckOfAMisspelledSettingOfConfdToml_Fails()
    {
        Directory.CreateDirectory(_folder["conf.d"]);
        var file = _folder.Write("confd.toml", "intervall = 5\n");

        (await _host.RunAsync("env", "--config-file", file, "--confdir", _folder.Path, "--check-config", "--strict")).ShouldBe(1);
        _host.Error.ShouldBe($"confd: error: unknown setting intervall has no effect; did you mean interval? ({file}:1:1)\n");
    }

    [Fact]
    public async Task Run_SettingsOfTheOriginal_AreNotNamed()
    {
        var file = _folder.Write(
            "confd.toml",
            "nodes = []\nscheme = \"http\"\nlog-level = \"debug\"\nbackend = \"env\"\n"
            + string.Concat(KnownSettings.OfTheOriginal.Select(name => $"{name} = \"x\"\n")));

        (await _host.RunAsync("--config-file", file, "--confdir", _folder.Path, "--onetime")).ShouldBe(0);

        _host.Output.ShouldNotContain("unknown setting");
    }

    [Fact]
    public void SettingsOfTheOriginal_AreNotBackendOptions() =>
        KnownSettings.OfTheOriginal.Intersect(ServedBackends.All.FileKeys).ShouldBeEmpty("the backend's own list says it");
}

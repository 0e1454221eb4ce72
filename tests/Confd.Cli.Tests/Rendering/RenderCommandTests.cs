using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Rendering;

/// <summary><c>confd render</c>: one text on standard output, and nothing else anywhere.</summary>
public sealed class RenderCommandTests : IDisposable
{
    private readonly CapturedHost _host = new();
    private readonly TempDirectory _folder = new();

    public RenderCommandTests()
    {
        Resource("app", "a={{getv \"/app/a\"}}\n", "check_cmd = \"false\"\nreload_cmd = \"false\"\n");
        Resource("each", "{{.Name}}={{getv (printf \"%s/port\" .Key)}}\n", "for_each = \"/tenants\"\n", dest: "out/{{.Name}}.conf");
        _folder.Write("keys.yaml", "app:\n  a: one\n  b: two\ntenants:\n  acme:\n    port: 1\n  zeta:\n    port: 2\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("app")]
    [InlineData("app.toml")]
    [InlineData("{folder}/conf.d/app.toml")]
    public async Task Render_Resource_PrintsItsTextAlone(string source)
    {
        (await RunAsync(source.Replace("{folder}", _folder.Path, StringComparison.Ordinal), "--stdout")).ShouldBe(0, _host.Error);

        _host.Output.ShouldBe("a=one\n");
        _host.ErrorLog.ShouldBeEmpty();
        File.Exists(_folder["out/app.conf"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Render_StandardInput_SeesAllKeys()
    {
        _host.Input = "{{range ls \"/app\"}}{{.}} {{end}}{{include \"app.tmpl\" nil}}";

        (await RunAsync("-")).ShouldBe(0, _host.Error);

        _host.Output.ShouldBe("a b a=one\n");
    }

    [Fact]
    public async Task Render_StandardInputWithKeysAndPrefix_SeesThoseBelow()
    {
        _host.Input = "{{getv \"/port\"}} {{exists \"/app/a\"}}";

        (await RunAsync("--prefix", "/tenants", "--keys", "/acme", "-")).ShouldBe(1);
        _host.Error.ShouldBe(
            "confd: error: stdin: template: stdin:1:2: executing \"stdin\" at <getv \"/port\">: error calling getv: key does not "
            + "exist: /port\n");

        _host.Input = "{{getv \"/acme/port\"}} {{exists \"/zeta/port\"}}";
        (await RunAsync("--prefix", "/tenants", "--keys", "/acme", "-")).ShouldBe(0);
        _host.Output.ShouldBe("1 false");
    }

    [Theory]
    [InlineData("zeta", "zeta=2\n", "")]
    [InlineData(null, "", "it creates 2 files, one for each name below /tenants: choose one by its name")]
    [InlineData("nobody", "", "no file is created for the name nobody below /tenants")]
    public async Task Render_ForEach_PrintsTheFileOfTheChosenName(string? name, string output, string error)
    {
        (await RunAsync([.. name is null ? Array.Empty<string>() : ["--name", name], "each"])).ShouldBe(error.Length == 0 ? 0 : 1);

        _host.Output.ShouldBe(output);
        _host.Error.ShouldBe(error.Length == 0 ? "" : $"confd: error: each: {error}\n");
    }

    [Theory]
    [InlineData("{{getv \"/none\"}}", "key does not exist: /none")]
    [InlineData("{{atoi (getv \"/app/a\")}}", "parsing a string of 3 bytes: invalid syntax")]
    [InlineData("{{", "unable to process template stdin: template: stdin:1: unclosed action")]
    public async Task Render_BrokenTemplate_PrintsNothingAndQuotesNoValue(string template, string error)
    {
        _host.Input = "text in front\n" + template;

        (await RunAsync("-")).ShouldBe(1);

        _host.Output.ShouldBeEmpty();
        _host.Error.ShouldContain(error.Replace("stdin:1", "stdin:2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Render_TextOfTheWrongFormat_IsNotPrinted()
    {
        Resource("json", "{\"a\":", "output_format = \"json\"\n");

        (await RunAsync("json")).ShouldBe(1);

        _host.Output.ShouldBeEmpty();
        _host.Error.ShouldContain("json: output format validation failed (json)");
    }

    [Fact]
    public async Task Render_Log_IsForStandardErrorAndHasTheWarnings()
    {
        Resource("odd", "x", "reload_comand = \"x\"\n");

        (await RunAsync("odd", "--log-level", "debug")).ShouldBe(0, _host.Error);

        _host.Output.ShouldBe("x");
        _host.ErrorLog.ShouldContain("WARN unknown setting reload_comand in [template] has no effect; did you mean reload_cmd?");
        _host.ErrorLog.ShouldContain("INFO Backend set to file");
    }

    [Fact]
    public async Task Render_SettingsOfADaemon_HaveNoEffect()
    {
        foreach (var (name, value) in new[] { ("WATCH", "true"), ("INTERVAL", "0"), ("METRICS_ADDR", "203.0.113.1:1"), ("EXEC", "false") })
        {
            _host.Variables["CONFD_" + name] = value;
        }

        (await RunAsync("app")).ShouldBe(0, _host.Error);

        _host.Output.ShouldBe("a=one\n");
    }

    [Theory]
    [InlineData("render", "missing argument: RESOURCE or -", 80)]
    [InlineData("render app --config-file none", "expected one of \"consul\", \"etcd\", \"vault\", \"redis\", \"zookeeper\", ...", 80)]
    [InlineData("render app table", "unexpected argument table", 80)]
    [InlineData("render app env more", "unexpected argument more", 80)]
    [InlineData("render app env --table x", "unknown flag --table", 80)]
    [InlineData("render app env --validate", "--validate cannot be used with render", 80)]
    [InlineData("env --show-secrets", "unknown flag --show-secrets", 80)]
    [InlineData("render app env --keys /a --confdir {folder}",
        "app: --keys is for a template on standard input; a resource names its keys", 1)]
    [InlineData("render app env --name x --confdir {folder}", "app: it has no for_each, so there is no name to choose", 1)]
    [InlineData("render - env --prefix /a --keys ../b", "stdin: --keys ../b climbs above the prefix /a", 1)]
    public async Task Render_InvalidUse_ReportsItOnStandardError(string arguments, string error, int status)
    {
        (await _host.RunAsync(arguments.Replace("{folder}", _folder.Path, StringComparison.Ordinal).Split(' '))).ShouldBe(status);

        _host.Error.ShouldEndWith($"confd: error: {error}\n");
        if (arguments.StartsWith("render", StringComparison.Ordinal))
        {
            _host.Output.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Render_NoSuchResource_NamesThePlaces()
    {
        (await RunAsync("nope")).ShouldBe(1);

        _host.Error.ShouldBe(
            $"confd: error: nope: there is no such template resource: {_folder["conf.d/nope"]}, {_folder["conf.d/nope.toml"]}, nope\n");
    }

    [Fact]
    public async Task Render_Help_ShowsItsOwnFlagsOrThoseOfTheBackend()
    {
        (await _host.RunAsync("render", "--help")).ShouldBe(0);

        _host.Output.ShouldStartWith("Usage: confd render [--stdout] RESOURCE|- <backend> [flags]\n");
        _host.Output.ShouldContain("--show-secrets");
    }

    private Task<int> RunAsync(params string[] arguments) =>
        _host.RunAsync(
            ["render", .. arguments, "--confdir", _folder.Path, "--config-file", _folder["none"], "file", "--file", _folder["keys.yaml"]]);

    private void Resource(string name, string template, string settings = "", string? dest = null)
    {
        _folder.Write($"templates/{name}.tmpl", template);
        var path = _folder[dest ?? $"out/{name}.conf"];
        _folder.Write($"conf.d/{name}.toml", $"[template]\nsrc = \"{name}.tmpl\"\ndest = \"{path}\"\nkeys = [\"/\"]\n{settings}");
    }
}

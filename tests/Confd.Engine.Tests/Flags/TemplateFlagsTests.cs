using Confd.Engine.Flags;
using Confd.Engine.Resources;
using Confd.Engine.Running;
using Confd.Engine.Templates;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Flags;

public sealed class TemplateFlagsTests : IAsyncDisposable
{
    private const string Table = "[flags]\ntable = \"flags\"\ncontext = { kind = \"host\", key = \"h1\" }";

    private readonly EngineFixture _fixture = new();
    private readonly MemoryFlagSource _source = new();
    private readonly List<FlagOrigin> _opened = [];

    public async ValueTask DisposeAsync()
    {
        _fixture.Dispose();
        await _source.DisposeAsync();
    }

    [Theory]
    [InlineData("{{flag \"f\"}}", "\"blue\"", "blue")]
    [InlineData("{{flag \"f\"}}", "1000000", "1000000")]
    [InlineData("{{flag \"f\"}}", "2.5", "2.5")]
    [InlineData("{{flag \"f\"}}", "1e300", "1e+300")]
    [InlineData("{{flag \"f\"}}", "9007199254740993", "9007199254740993")]
    [InlineData(
        "{{toJson (flag \"f\")}}",
        """{"id":[1234567890123456789,18446744073709551615]}""",
        """{"id":[1234567890123456789,18446744073709551615]}""")]
    [InlineData("{{if flag \"f\"}}on{{else}}off{{end}}", "false", "off")]
    [InlineData("{{if eq (flag \"f\" 0) 7}}seven{{end}}", "7", "seven")]
    [InlineData("{{(flag \"f\").n}} {{index (flag \"f\").list 1}}", """{"n":5,"list":[1,{"a":2}]}""", "5 map[a:2]")]
    [InlineData("{{flag \"f\" \"x\"}}", "null", "<no value>")] // served, though null: not the default's turn
    [InlineData("{{flag \"other\" \"x\"}}", "1", "x")]
    [InlineData("{{flag \"other\" 5}}", "1", "5")]
    [InlineData("{{with flagDetail \"f\"}}{{.value}} {{.variationIndex}} {{.reason.kind}}{{end}}", "3", "3 1 FALLTHROUGH")]
    [InlineData(
        "{{with flagDetail \"other\" true}}{{.value}} {{.variationIndex}} {{.reason.errorKind}}{{end}}",
        "3",
        "true <no value> FLAG_NOT_FOUND")]
    public async Task Flag_OfAResource_IsTheServedValueOrTheDefault(string template, string json, string expected)
    {
        _source.Flags["f"] = json;
        _fixture.AddResource("a.conf", template: template, tables: Table);
        await using var engine = CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(0, _fixture.Logger.Text);
        _fixture.ReadOut("a.conf").ShouldBe(expected);
    }

    [Theory]
    [InlineData("{{flag \"other\"}}", Table, "flag other serves no value and has no default: ERROR(FLAG_NOT_FOUND)")]
    [InlineData("{{flag \"f\" 1 2}}", Table, "one default at most can be given for a flag")]
    [InlineData("{{flag \"f\" 1}}", "", "the resource has no [flags] table, which names the source of flags and the context")]
    public async Task Flag_WithoutAValue_FailsAndReportsWhy(string template, string tables, string problem)
    {
        _fixture.AddResource("a.conf", template: template, tables: tables);
        await using var engine = CreateEngine();

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(1);

        _fixture.Logger.Text.ShouldContain(problem);
    }

    [Theory]
    [InlineData("{{flag \"f\" 1}}")]
    [InlineData("{{(flagDetail \"f\" 1).reason}}")]
    public async Task Flag_CannotBeRead_FailsAndLeavesTheFile(string template)
    {
        _source.Flags["f"] = "1";
        _fixture.AddResource("a.conf", template: template, tables: Table);
        await using var engine = CreateEngine();
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);
        var before = _fixture.ReadOut("a.conf");

        _source.Unreadable["f"] = "segment 's'";

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(1);
        _fixture.Logger.Text.ShouldContain("flag f cannot be evaluated: segment 's' is stored in a form that cannot be read");
        _fixture.ReadOut("a.conf").ShouldBe(before);
    }

    [Fact]
    public async Task RunOnce_SeveralResources_ReadOnceForAllAndEvaluateForEach()
    {
        _source.Flags["f"] = "1";
        _fixture.AddResource("a.conf", template: "{{flag \"f\"}}", tables: Table);
        _fixture.AddResource("b.conf", template: "{{flag \"f\"}}", tables: Table.Replace("h1", "h2", StringComparison.Ordinal));
        await using var engine = CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _opened.ShouldBe([new FlagOrigin("flags", null, null)]);
        _source.Reads.ShouldBe(1);
        _source.Contexts.ShouldBe(["""{"kind":"host","key":"h1"}""", """{"kind":"host","key":"h2"}"""]);
    }

    [Fact]
    public async Task RunOnce_SourceFails_ResourcesWithoutFlagsAreProcessed()
    {
        _source.Problem = "the flag table flags does not exist";
        _fixture.AddResource("a.conf", template: "{{flag \"f\"}}", tables: Table);
        _fixture.AddResource("b.conf", template: "plain");
        await using var engine = CreateEngine();

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(1);

        _fixture.Logger.Text.ShouldContain("the flag table flags does not exist");
        _fixture.ReadOut("b.conf").ShouldBe("plain");
        File.Exists(_fixture.Out("a.conf")).ShouldBeFalse();
    }

    [Fact]
    public async Task Watch_FlagChanges_ConcernedResourcesAreRendered()
    {
        _source.Flags["f"] = "\"red\"";
        _fixture.AddResource("a.conf", template: "{{flag \"f\"}}", tables: Table);
        _fixture.AddResource("b.conf", template: "plain");
        using var stop = new CancellationTokenSource();
        await using var engine = CreateEngine();
        var running = engine.WatchAsync(stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _source.Set("f", "\"blue\"");
        await _fixture.Logger.WaitForAsync("has been updated", 3);

        _fixture.ReadOut("a.conf").ShouldBe("blue");
        _fixture.Logger.Count("in sync").ShouldBe(0);
        await stop.CancelAsync();
        (await running).ExitStatus.ShouldBe(0);
    }

    [Theory]
    [InlineData("[flags]\ncontext = \"{}\"", "[flags] needs either table, a DynamoDB table, or file, a JSON file of flags (")]
    [InlineData(
        "[flags]\ntable = \"t\"\nfile = \"f\"\ncontext = \"{}\"",
        "[flags] needs either table, a DynamoDB table, or file, a JSON file of flags (")]
    [InlineData("[flags]\ntable = \"t\"", "[flags] needs a context, such as ")]
    [InlineData("[flags]\ntable = \"t\"\ncontext = { key = 2020-01-01 }", "a context cannot hold a LocalDate")]
    [InlineData(
        "[flags]\ntable = \"t\"\nlayout = \"relay\"\ncontext = \"{}\"", "invalid layout \"relay\": it is \"official\" or \"community\" (")]
    [InlineData("[flags]\ntable = \"t\"\nlayout = 1\ncontext = \"{}\"", "expected a string")]
    [InlineData("[flags]\nfile = \"f\"\nlayout = \"official\"\ncontext = \"{}\"", "layout is for a table, not for a file (")]
    [InlineData("[flags]\ntable = \"t\"\nprefix = \"p\"\nlayout = \"community\"\ncontext = \"{}\"", "layout \"community\" has no prefixes")]
    public void Read_BadTable_ReportsWhatAndWhere(string tables, string problem)
    {
        _fixture.AddResource("a.conf", tables: tables);

        var exception = Should.Throw<ResourceException>(() => Load());

        exception.Message.ShouldContain(problem);
        exception.Message.ShouldContain("a.conf.toml:");
    }

    [Theory]
    [InlineData("context = '{\"key\":\"{{toUpper \"h\"}}\"}'", """{"key":"H"}""")]
    [InlineData(
        "context = { kind = \"host\", key = '{{print \"a\\\"b\"}}', n = [1, 2.5, true], o = { x = \"y\" } }",
        """{"kind":"host","key":"a\"b","n":[1,2.5,true],"o":{"x":"y"}}""")]
    public void Read_Context_FillsInExpressions(string context, string expected)
    {
        _fixture.AddResource("a.conf", tables: $"[flags]\nfile = \"flags.json\"\nprefix = \"p\"\n{context}");

        var flags = Load().Flags;

        var place = $"{_fixture.Directory.Path}/conf.d/a.conf.toml:9:11";
        flags.ShouldBe(new FlagSettings(new FlagOrigin(null, "p", "flags.json"), expected, place));
    }

    [Theory]
    [InlineData("", FlagRowLayout.Official)]
    [InlineData("layout = \"\"", FlagRowLayout.Official)]
    [InlineData("layout = \"official\"", FlagRowLayout.Official)]
    [InlineData("layout = \"community\"", FlagRowLayout.Community)]
    [InlineData("layout = '{{print \"comm\" \"unity\"}}'", FlagRowLayout.Community)]
    public void Read_Layout_IsThatOfTheSetting(string layout, FlagRowLayout expected)
    {
        _fixture.AddResource("a.conf", tables: $"[flags]\ntable = \"t\"\ncontext = \"{{}}\"\n{layout}");

        var flags = Load().Flags;

        flags.ShouldNotBeNull().Origin.ShouldBe(new FlagOrigin("t", null, null) { Layout = expected });
    }

    [Fact]
    public void Read_Journal_IsThatOfTheSetting()
    {
        _fixture.AddResource("a.conf", tables: "[flags]\ntable = \"t\"\ncontext = \"{}\"\njournal = \"j\"\nno_journal = true");

        Load().Flags.ShouldNotBeNull().Origin.ShouldBe(new FlagOrigin("t", null, null) { Journal = "j", IgnoresJournal = true });
    }

    private Resource Load() =>
        ResourceFile.Open(_fixture.Directory["conf.d/a.conf.toml"])
            .Read(new ResourceContext(_fixture.Directory.Path, "", TestBackends.All));

    private ConfdEngine CreateEngine()
    {
        var renderer = new TemplateRenderer(new TemplateRendererOptions { TemplateFolder = _fixture.Directory["templates"] });
        var parts = _fixture.CreateParts() with
        {
            Render = _ => renderer.Render,
            OpenFlags = (origin, _) =>
            {
                _opened.Add(origin);
                return Task.FromResult<IFlagSource>(_source);
            },
        };
        return new ConfdEngine(new EngineOptions { ConfigDirectory = _fixture.Directory.Path }, parts);
    }
}

using System.Text;
using Confd.Engine.Resources;
using Confd.Engine.Tests.Support;
using Confd.Engine.Validation;
using Confd.TestSupport;
using Confd.Toml;

namespace Confd.Engine.Tests.Resources;

public sealed class ResourceReaderTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public ResourceReaderTests() => _folder.Write("templates/a.tmpl", "text");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string, string?> MalformedSettings => new()
    {
        { "prefix = \"{{\"", "prefix", "invalid prefix \"{{\": ", null },
        { "keys = [\"../x\"]\nprefix = \"p\"", "keys", "key \"../x\" climbs above its prefix /p", null },
        { "for_each = \"../x\"\nprefix = \"p\"", "for_each", "key \"../x\" climbs above its prefix /p", null },
        { "for_each = \"{{nope}}\"", "dest", "invalid for_each \"{{nope}}\": ", "invalid for_each \"{{nope}}\": " },
        { "mode = \"rw\"", "mode", "invalid mode \"rw\": ", "must be a valid octal value (e.g., \"0644\"), got \"rw\"" },
        { "mode = \"7777777777\"", "mode", "invalid mode \"7777777777\": ", null },
        { "uid = -5", "owner", "invalid uid -5: below 0 (", null },
        { "owner = \"nobody-knows\"", "owner", "cannot find owner's UID: ", "unknown user: \"nobody-knows\"" },
        { "group = \"nobody-knows\"", "group", "cannot find group's GID ", "unknown group: \"nobody-knows\"" },
        { "check_cmd = \"{{\"", "check_cmd", "template resource /a: invalid check_cmd template: ", "invalid check_cmd template: " },
        { "reload_cmd = \"{{\"", "reload_cmd", "template resource /a: invalid reload_cmd template: ", "invalid reload_cmd template: " },
        { "check_cmd_timeout = \"577h\"", "check_cmd_timeout", "invalid check_cmd_timeout \"577h\": ", "invalid duration: \"577h\": " },
        { "reload_cmd_timeout = \"x\"", "reload_cmd_timeout", "invalid reload_cmd_timeout \"x\": ", "invalid duration: \"x\" (use " },
        { "min_reload_interval = \"x\"", "min_reload_interval", "invalid min_reload_interval \"x\": ", "invalid duration: \"x\" (use " },
        { "reload_splay = \"x\"", "reload_splay", "invalid reload_splay \"x\": ", "invalid duration: \"x\" (use " },
        { "debounce = \"x\"", "debounce", "invalid debounce \"x\": ", "invalid duration: \"x\" (use Go duration format, e.g., \"2s\"" },
        { "[flags]\ntable = \"t\"", "flags", "[flags] needs a context, ", "[flags] needs a context, " },
    };

    [Theory]
    [MemberData(nameof(MalformedSettings))]
    public void Read_MalformedSetting_IsTheSameProblemForARunAndForACheck(string line, string setting, string words, string? checkText)
    {
        var keys = line.StartsWith("keys", StringComparison.Ordinal) ? "" : "keys = [\"/\"]\n";
        var text = $"[template]\nsrc = \"a.tmpl\"\ndest = \"/a\"\n{keys}{line}\n";
        var file = _folder.Write("conf.d/a.toml", text);

        var run = Should.Throw<ResourceException>(() => ResourceFile.Open(file).Read(Context)).Message;
        var problem = Collect(text, file).ShouldHaveSingleItem();
        var check = Should.Throw<ValidationException>(() => new ConfigCheck(_folder.Path, TestBackends.All, new RecordedLog()).Run(null));

        run.ShouldStartWith(words);
        (problem.Setting, problem.Error.Message).ShouldBe((setting, run));
        (problem.CheckText ?? "").ShouldStartWith(checkText ?? "");
        check.Message.ShouldBe(checkText is null ? $"{file}: {run}" : $"{file}: {setting}: {problem.CheckText}");
    }

    [Fact]
    public void Read_ManyMalformedSettings_AreAllReportedInTheOrderOfARun()
    {
        const string Text = """
            [template]
            dest = "{{"
            mode = "rw"
            uid = -5
            prefix = "{{"
            debounce = "x"
            reload_cmd = "{{"
            [flags]
            """;

        Collect(Text, "/r.toml").Select(problem => problem.Setting).ShouldBe(
            ["src", "prefix", "dest", "mode", "owner", "reload_cmd", "debounce", "flags"]);
    }

    [Fact]
    public void Read_NoTemplateTable_IsReportedBeforeItsMissingSettings() =>
        Collect("", "/r.toml").Select(problem => problem.Setting).ShouldBe(["template", "src", "dest"]);

    [Fact]
    public void Read_VariablesOfSettings_AreThoseOfTheHost()
    {
        const string Text = """
            [template]
            src = "a.tmpl"
            dest = "/${A}/{{getenv \"A\"}}/{{.Name}}"
            prefix = "${A}"
            keys = ["/k${A}", "/{{1}}${A}"]
            for_each = "/e${A}"
            [flags]
            table = "t${A}"
            context = "${A}"
            """;
        var context = Context with { Variable = name => name == "A" ? "host" : null };

        var resource = ResourceFile.Parse(Encoding.UTF8.GetBytes(Text), "/r.toml").Read(context);

        resource.LookupKeys.ShouldBe(["/host/khost", "/host/1host", "/host/ehost"]);
        resource.ForEach.ShouldNotBeNull().Folder.ShouldBe("/host/host");
        (resource.Flags.ShouldNotBeNull().Origin.Table, resource.Flags.ContextJson).ShouldBe(("thost", "host"));
    }

    private ResourceContext Context => new(_folder.Path, "", TestBackends.All);

    private List<SettingProblem> Collect(string text, string path)
    {
        var problems = new List<SettingProblem>();
        new ResourceReader(TomlReader.Read(Encoding.UTF8.GetBytes(text), path), Context, problems.Add).Read();
        return problems;
    }
}

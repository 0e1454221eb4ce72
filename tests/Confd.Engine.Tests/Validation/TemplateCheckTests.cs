using Confd.Engine.Tests.Support;
using Confd.Engine.Validation;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Validation;

public sealed class TemplateCheckTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly RecordedLog _logger = new(withAttributes: true);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{{getv \"/none\"}}{{getv \"/none\" \"x\"}}{{range gets \"/*\"}}{{.Key}}{{end}}{{include \"none\"}}{{getenv \"X\"}}")]
    [InlineData("{{if exists \"/x\"}}{{ls \"/\"}}{{end}}{{range lsdir \"/\"}}{{end}}")]
    public void Run_FunctionsOfTheStore_NeedNoStore(string template)
    {
        Write(template);

        NewCheck().Run(null, null);

        _logger.Text.ShouldContain("Template validation complete: 1/1 passed");
    }

    [Theory]
    [InlineData("{{nosuch}}", "TEMPLATE: template parse error: template: a.tmpl:1: function \"nosuch\" not defined")]
    [InlineData("{{", "TEMPLATE: template parse error: template: a.tmpl:1: unclosed action")]
    public void Run_BrokenTemplate_IsNamed(string template, string problem)
    {
        Write(template);

        Should.Throw<ValidationException>(() => NewCheck().Run(null, null))
            .Message.ShouldBe(problem.Replace("TEMPLATE", _folder["templates/a.tmpl"], StringComparison.Ordinal));
    }

    [Fact]
    public void Run_NoSourceOrNoTemplate_IsNamed()
    {
        var unnamed = _folder.Write("conf.d/a.toml", "[template]");
        var missing = _folder.Write("conf.d/b.toml", "[template]\nsrc = \"b.tmpl\"");
        var broken = _folder.Write("conf.d/c.toml", "[");
        var dangling = _folder.Write("conf.d/d.toml", "[template]\nsrc = \"d.tmpl\"");
        Directory.CreateDirectory(_folder["templates"]);
        File.CreateSymbolicLink(_folder["templates/d.tmpl"], "nowhere");

        var failure = Should.Throw<ValidationException>(() => NewCheck().Run(null, null));

        var lines = failure.Message.Split('\n');
        lines[0].ShouldBe($"{unnamed}: src: required field is missing");
        lines[1].ShouldBe($"{missing}: src: template file not found: {_folder["templates/b.tmpl"]}");
        lines[2].ShouldStartWith($"{broken}: TOML parse error: ");
        lines[3].ShouldBe($"{dangling}: src: template file not found: {_folder["templates/d.tmpl"]}");
    }

    // As --check-config: what a setting says is not validated, only that it can be read.
    [Theory]
    [InlineData("uid = \"x\"", "TOML parse error: toml: line 3: expected an integer ")]
    [InlineData("mode = 644", "TOML parse error: toml: line 3: expected a string ")]
    [InlineData("keys = 1", "TOML parse error: toml: line 3: expected an array ")]
    [InlineData("keys = [1]", "TOML parse error: toml: line 3: expected a string ")]
    [InlineData("remove_stale = 1", "TOML parse error: toml: line 3: expected a boolean ")]
    [InlineData("[backend]\nbackend = 1", "TOML parse error: toml: line 4: expected a string ")]
    [InlineData("[backend]\nfile = \"x\"", "TOML parse error: toml: line 4: expected an array ")]
    [InlineData("[backend]\nretry_max_attempts = \"3\"", "TOML parse error: toml: line 4: expected an integer ")]
    [InlineData("[backend]\nbackend = \"env\"\ndial_timeout = \"5\"", "invalid dial_timeout \"5\": ")]
    [InlineData("[flags]\nfile = 1", "TOML parse error: toml: line 4: expected a string ")]
    public void Run_SettingOfAnotherType_IsNamed(string setting, string problem)
    {
        Write("text", setting);

        Should.Throw<ValidationException>(() => NewCheck().Run(null, null))
            .Message.ShouldStartWith($"{_folder["conf.d/a.toml"]}: {problem}");
    }

    [Fact]
    public void Run_MockData_IsTheDot()
    {
        // JSON for one dot only.
        Write("{{if and (eq (print .port) `80`) (eq (index .hosts 1) `b`)}}{}{{else}}no json{{end}}", "output_format = \"json\"");

        NewCheck().Run(null, _folder.Write("mock.json", "{\"port\": 80, \"hosts\": [\"a\", \"b\"]}"));
        var other = _folder.Write("other.json", "{\"port\": 81, \"hosts\": [\"a\", \"b\"]}");
        Should.Throw<ValidationException>(() => NewCheck().Run(null, other))
            .Message.ShouldContain("output validation failed");
    }

    [Theory]
    [InlineData("{{index .list 5}}", "TEMPLATE: template execution error: ")]
    [InlineData("{{.x}", "TEMPLATE: template parse error: ")]
    [InlineData("no json", "TEMPLATE: output_format: output validation failed: ")]
    public void Run_MockDataThatDoesNotFit_IsNamed(string template, string problem)
    {
        Write(template, "output_format = \"json\"");

        Should.Throw<ValidationException>(() => NewCheck().Run(null, _folder.Write("mock.json", "{\"list\": [1]}")))
            .Message.ShouldStartWith(problem.Replace("TEMPLATE", _folder["templates/a.tmpl"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[1]", "failed to load mock data: invalid JSON in mock data file: ")]
    [InlineData("{", "failed to load mock data: invalid JSON in mock data file: ")]
    public void Run_MockDataThatIsNotAnObject_IsRefused(string json, string problem)
    {
        Write("text");

        Should.Throw<ValidationException>(() => NewCheck().Run(null, _folder.Write("mock.json", json))).Message.ShouldStartWith(problem);
    }

    [Fact]
    public void Run_MockDataNull_OnlyParses()
    {
        Write("{{atoi `x`}}");

        NewCheck().Run(null, _folder.Write("mock.json", "null"));
        Should.Throw<ValidationException>(() => NewCheck().Run(null, _folder.Write("mock.json", "{}")))
            .Message.ShouldContain("template execution error: ");
    }

    [Fact]
    public void Run_MockDataMissing_IsRefused() =>
        Should.Throw<ValidationException>(() => NewCheck().Run(null, _folder["none.json"])).Message
            .ShouldBe($"failed to load mock data: open {_folder["none.json"]}: no such file or directory");

    [Fact]
    public async Task Run_MockDataOfACommand_IsRead()
    {
        Write("{{.a}}");
        var pipe = NamedPipe.Make(_folder["pipe"]);

        (await NamedPipe.WithWriterAsync(pipe, """{"a": 1}""", () => Record.Exception(() => NewCheck().Run(null, pipe)))).ShouldBeNull();
    }

    private TemplateCheck NewCheck() => new(_folder.Path, TestBackends.All, _logger);

    private void Write(string template, string settings = "")
    {
        _folder.Write("templates/a.tmpl", template);
        _folder.Write("conf.d/a.toml", $"[template]\nsrc = \"a.tmpl\"\n{settings}");
    }
}

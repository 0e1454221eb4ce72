using Confd.Backends;
using Confd.Engine.Backends;
using Confd.Engine.Validation;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Validation;

public sealed class ConfigCheckTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly RecordedLog _logger = new(withAttributes: true);

    public ConfigCheckTests() => _folder.Write("templates/a.tmpl", "text");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Validate_UnexpectedException_IsReportedWithoutItsMessage()
    {
        _folder.Write("conf.d/a.toml", "");
        var run = new ValidationRun(_folder.Path, BackendRegistry.Empty, _logger);

        var failed = Should.Throw<ValidationException>(
            () => run.Validate(null, _ => throw new ArgumentException("hunter2"), (_, _) => { }));

        failed.Message.ShouldEndWith("a.toml: an unexpected ArgumentException");
        failed.Text.Full.ShouldContain("hunter2");
    }

    [Theory]
    [InlineData("no src", "dest = \"DIR/a\"\nkeys = [\"/\"]", "src: required field is missing")]
    [InlineData("no dest", "src = \"a.tmpl\"\nkeys = [\"/\"]", "dest: required field is missing")]
    [InlineData("no keys", "GOOD2", "keys: required field is missing or empty")]
    [InlineData("empty keys", "GOOD2\nkeys = []", "keys: required field is missing or empty")]
    [InlineData("blank key", "GOOD2\nkeys = [\"/\", \" \"]", "keys[1]: key cannot be empty")]
    [InlineData("template", "src = \"b.tmpl\"\ndest = \"DIR/a\"\nkeys = [\"/\"]", "src: template file not found: DIR/templates/b.tmpl")]
    [InlineData("folder", "src = \"a.tmpl\"\ndest = \"DIR/no/a\"\nkeys = [\"/\"]", "dest: destination directory does not exist: DIR/no")]
    [InlineData("mode", "GOOD\nmode = \"rw\"", "mode: must be a valid octal value (e.g., \"0644\"), got \"rw\"")]
    [InlineData(
        "format", "GOOD\noutput_format = \"ini\"", "output_format: unknown format: \"ini\" (supported: json, yaml, yml, toml, xml)")]
    [InlineData(
        "too-long",
        "GOOD\nreload_cmd_timeout = \"577h\"",
        "reload_cmd_timeout: invalid duration: \"577h\": longer than 576h0m0s (24 days)")]
    [InlineData(
        "duration",
        "GOOD\ncheck_cmd_timeout = \"5\"",
        "check_cmd_timeout: invalid duration: \"5\" (use Go duration format, e.g., \"30s\", \"1m\")")]
    [InlineData("owner", "GOOD\nowner = \"nobody-knows\"", "owner: unknown user: \"nobody-knows\"")]
    [InlineData("group", "GOOD\ngroup = \"nobody-knows\"", "group: unknown group: \"nobody-knows\"")]
    [InlineData(
        "unnamed backend", "GOOD\n[backend]\ntable = \"t\"", "backend.backend: backend type is required when [backend] section is present")]
    [InlineData(
        "unknown backend",
        "GOOD\n[backend]\nbackend = \"mysql\"",
        "backend.backend: unknown backend type: \"mysql\" (this build serves env, file)")]
    public void Run_OneProblem_IsNamed(string name, string settings, string problem)
    {
        var file = Write("a.toml", settings);

        var failure = Should.Throw<ValidationException>(() => NewCheck().Run(null), name);

        failure.Message.ShouldBe($"{file}: {problem.Replace("DIR", _folder.Path, StringComparison.Ordinal)}");
        _logger.Lines.ShouldContain(line => line.Contains(failure.Message, StringComparison.Ordinal));
        _logger.Text.ShouldContain("Validation complete: 0/1 files passed");
    }

    [Fact]
    public void Run_InvalidOwnerAndGroupNumbers_NamesAllProblems()
    {
        var file = Write("a.toml", "GOOD\nuid = -5\ngid = -6\nmode = \"rw\"\n[backend]\nbackend = \"mysql\"");

        Should.Throw<ValidationException>(() => NewCheck().Run(null)).Message.Split('\n').Select(line => line.Split(" (")[0]).ShouldBe([
            $"{file}: mode: must be a valid octal value",
            $"{file}: invalid uid -5: below 0",
            $"{file}: invalid gid -6: below 0",
            $"{file}: backend.backend: unknown backend type: \"mysql\"",
        ]);
    }

    [Fact]
    public void Run_DanglingLinks_AreReportedAsMissing()
    {
        File.CreateSymbolicLink(_folder["templates/l.tmpl"], "nowhere");
        File.CreateSymbolicLink(_folder["folder"], "nowhere");
        var file = Write("a.toml", "src = \"l.tmpl\"\ndest = \"DIR/folder/a\"\nkeys = [\"/\"]");
        File.CreateSymbolicLink(_folder["conf.d/l.toml"], "nowhere");

        Should.Throw<ValidationException>(() => NewCheck().Run("a.toml")).Message.Split('\n').ShouldBe([
            $"{file}: src: template file not found: {_folder["templates/l.tmpl"]}",
            $"{file}: dest: destination directory does not exist: {_folder["folder"]}",
        ]);
        Should.Throw<ValidationException>(() => NewCheck().Run("l.toml"))
            .Message.ShouldBe($"resource file not found: {_folder["conf.d/l.toml"]}");
    }

    [Theory]
    [InlineData("{{sprig_uuidv4}}", "sprig_uuidv4")]
    [InlineData("{{if false}}{{randAlpha 3}}{{end}}", "randAlpha")]
    [InlineData("{{(sprig_genCA \"x\" 1).Cert}}{{sprig_bcrypt \"x\"}}", "sprig_bcrypt, sprig_genCA")]
    [InlineData("{{include \"part.tmpl\"}}", "sprig_shuffle")]
    public void Run_RandomFunction_IsRefusedUnlessAllowed(string template, string functions)
    {
        _folder.Write("templates/part.tmpl", "{{include \"part.tmpl\"}}{{sprig_shuffle \"abc\"}}");
        _folder.Write("templates/a.tmpl", template);
        var file = Write("a.toml", "GOOD");

        Should.Throw<ValidationException>(() => NewCheck().Run(null)).Message.ShouldBe(
            $"{file}: src: the template calls {functions}, whose result is random: "
            + "the file changes in every cycle (--allow-nondeterministic allows it)");
        NewCheck().Run(null, randomFunctions: Nondeterminism.Allowed);
    }

    [Theory]
    [InlineData("{{now}}{{env \"X\"}}{{upper \"part.tmpl\"}}")]
    [InlineData("{{include \"../outside.tmpl\"}}{{include \"none.tmpl\"}}{{include \"\"}}")]
    [InlineData("{{broken")]
    public void Run_NoRandomFunction_Passes(string template)
    {
        _folder.Write("outside.tmpl", "{{sprig_uuidv4}}");
        _folder.Write("templates/part.tmpl", "{{sprig_uuidv4}}");
        _folder.Write("templates/a.tmpl", template);
        Write("a.toml", "GOOD");

        NewCheck().Run(null);
    }

    [Theory]
    [InlineData(
        "[flags]\ncontext = { key = \"k\" }", ": flags: [flags] needs either table, a DynamoDB table, or file, a JSON file of flags (")]
    [InlineData("[flags]\ntable = \"t\"", ": flags: [flags] needs a context, such as ")]
    [InlineData(
        "[flags]\ntable = \"t\"\nlayout = \"go\"\ncontext = \"{}\"",
        ": flags: invalid layout \"go\": it is \"official\" or \"community\" (")]
    [InlineData("[flags]\ntable = \"t\"\nlayout = 1\ncontext = \"{}\"", ": TOML parse error: ")]
    [InlineData("check_cmd = \"{{\"", ": check_cmd: invalid check_cmd template: template: checkcmd:1: ")]
    [InlineData("reload_cmd = \"{{.dest\"", ": reload_cmd: invalid reload_cmd template: template: reloadcmd:1: ")]
    [InlineData("mode = 420", ": TOML parse error: toml: line ")]
    [InlineData("debounce = \"x\"", ": debounce: invalid duration: \"x\" (use Go duration format, e.g., \"2s\", \"500ms\")")]
    [InlineData(
        "min_reload_interval = \"x\"", ": min_reload_interval: invalid duration: \"x\" (use Go duration format, e.g., \"30s\", \"1m\")")]
    [InlineData("reload_once = \"x\"", ": TOML parse error: toml: line ")]
    [InlineData("prefix = 1", ": TOML parse error: toml: line ")]
    [InlineData("prefix = \"{{\"", ": invalid prefix \"{{\": ")]
    [InlineData("prefix = \"${NO_SUCH_VARIABLE}\"", ": invalid prefix \"${NO_SUCH_VARIABLE}\": environment variable ")]
    [InlineData("uid = -5", ": invalid uid -5: below 0 ")]
    [InlineData("uid = 4294967295", ": invalid uid 4294967295: above ")]
    [InlineData("[backend]\nbackend = \"file\"", ": backend: the file backend needs at least one file: set file")]
    [InlineData("[backend]\nbackend = \"file\"\nfile = []", ": backend: the file backend needs at least one file: set file")]
    [InlineData("[backend]\nbackend = \"file\"\nfile = \"x\"", ": TOML parse error: toml: line ")]
    [InlineData("[backend]\nfile = \"x\"", ": TOML parse error: toml: line ")]
    [InlineData("[backend]\nbackend = \"env\"\ndial_timeout = \"x\"", ": invalid dial_timeout \"x\": ")]
    [InlineData("keys2 = [", ": TOML parse error: ")]
    public void Run_BrokenPart_IsNamed(string setting, string problem)
    {
        var file = Write("a.toml", "GOOD\n" + setting);

        Should.Throw<ValidationException>(() => NewCheck().Run(null)).Message.ShouldStartWith(file + problem);
    }

    [Fact]
    public void Run_SeveralFiles_NamesAllProblemsInOrderAndCountsTheGood()
    {
        var bad = Write("b.toml", "keys = [\"/\"]");
        Write("a.toml", "GOOD");
        var worse = Write("sub/c.toml", "x = ");

        var failure = Should.Throw<ValidationException>(() => NewCheck().Run(null));

        failure.Message.Split('\n').Select(line => line.Split(": ")[0]).ShouldBe([bad, bad, worse]);
        _logger.Text.ShouldContain($"OK: {_folder["conf.d/a.toml"]}");
        _logger.Text.ShouldContain("Validation complete: 1/3 files passed");
    }

    [Theory]
    [InlineData("a.toml")]
    [InlineData("DIR/conf.d/a.toml")]
    public void Run_OneResource_ChecksNoOther(string resource)
    {
        Write("a.toml", "GOOD");
        Write("b.toml", "");

        NewCheck().Run(resource.Replace("DIR", _folder.Path, StringComparison.Ordinal));

        _logger.Text.ShouldContain("Validation complete: 1/1 files passed");
    }

    [Theory]
    [InlineData("644", "0204; write \"0644\" for octal")]
    [InlineData("999", "0747")]
    public void Run_DecimalMode_IsWarnedAbout(string mode, string reading)
    {
        var file = Write("a.toml", $"GOOD\nmode = \"{mode}\"");

        NewCheck().Run(null);

        _logger.Text.ShouldContain($"{file}: mode: \"{mode}\" without a leading zero is read as a decimal number, {reading}\n");
    }

    [Theory]
    [InlineData("GOOD2\nfor_each = \"/t\"")]
    [InlineData("GOOD2\n[flags]\ntable = \"t\"\ncontext = { key = \"k\" }")]
    public void Run_NoKeysButSomethingElseToRead_Passes(string settings)
    {
        Write("a.toml", settings);

        NewCheck().Run(null);

        _logger.Text.ShouldContain("Validation complete: 1/1 files passed");
    }

    [Theory]
    [InlineData("GOOD\nremove_stale = true", "remove_stale: has no effect without for_each")]
    [InlineData(
        "src = \"a.tmpl\"\nfor_each = \"/t\"\ndest = \"DIR/a\"",
        "dest: holds neither {{.Name}} nor {{.Key}}: a for_each with two names creates no file")]
    public void Run_SettingWithoutUse_IsWarnedAboutAndRefusedWhereThatIsStrict(string settings, string warning)
    {
        var file = Write("a.toml", settings);

        NewCheck().Run(null);
        _logger.Text.ShouldContain($"Warning {file}: {warning}");

        Should.Throw<ValidationException>(() => NewCheck().Run(null, CheckStrictness.Strict)).Message.ShouldBe($"{file}: {warning}");
    }

    // A warning does not keep an error back.
    [Fact]
    public void Run_StrictWithAWarningAndAnError_NamesBoth()
    {
        Write("a.toml", "GOOD\nremove_stale = true\nprefix = \"{{\"");

        Should.Throw<ValidationException>(() => NewCheck().Run(null, CheckStrictness.Strict))
            .Message.Split('\n').Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("DIR", "DIR is a folder")]
    [InlineData("/dev/null", "/dev/null is a device, a pipe or a socket: only files are replaced")]
    public void Run_DestinationThatCannotBeReplaced_IsNamed(string destination, string problem)
    {
        var file = Write("a.toml", $"src = \"a.tmpl\"\nkeys = [\"/\"]\ndest = \"{destination}\"");

        Should.Throw<ValidationException>(() => NewCheck().Run(null))
            .Message.ShouldBe($"{file}: dest: {problem.Replace("DIR", _folder.Path, StringComparison.Ordinal)}");
    }

    [Theory]
    [InlineData("GOOD", "GOOD")]
    [InlineData("GOOD", "src = \"a.tmpl\"\nkeys = [\"/\"]\ndest = \"DIR/./{{`a`}}\"")]
    [InlineData(
        "src = \"a.tmpl\"\nfor_each = \"/t\"\ndest = \"DIR/{{.Name}}\"",
        "src = \"a.tmpl\"\nfor_each = \"/t/\"\ndest = \"DIR/x/../{{ .Name }}\"")]
    [InlineData("GOOD", "src = \"a.tmpl\"\nkeys = [\"/\"]\ndest = \"DIR/linked/a\"")]
    [InlineData(
        "src = \"a.tmpl\"\nfor_each = \"/t\"\ndest = \"DIR/{{.Name}}\"",
        "src = \"a.tmpl\"\nfor_each = \"/t\"\ndest = \"DIR/linked/{{.Name}}\"")]
    public void Run_TwoResourcesWithOneDestination_AreNamed(string first, string second)
    {
        Directory.CreateSymbolicLink(_folder["linked"], ".");
        var one = Write("a.toml", first);
        var two = Write("b.toml", second);

        Should.Throw<ValidationException>(() => NewCheck().Run(null)).Message.ShouldContain($"{two}: dest: {one} writes the same file: ");
    }

    [Fact]
    public void Run_NulInDestination_IsNamedAndTheOthersAreChecked()
    {
        Write("b.toml", "GOOD");
        var file = Write("a.toml", "src = \"a.tmpl\"\nkeys = [\"/\"]\ndest = \"DIR/a\\u0000b\"");

        Should.Throw<ValidationException>(() => NewCheck().Run(null)).Message.ShouldStartWith($"{file}: dest: invalid dest ");

        _logger.Text.ShouldContain("Validation complete: 1/2 files passed");
    }

    [Fact]
    public void Run_NumbersBesideNames_WinOverThem()
    {
        // The same names fail where no numbers stand beside them.
        Write("a.toml", "GOOD\nowner = \"nobody-knows\"\ngroup = \"nor-this\"");
        var failure = Should.Throw<ValidationException>(() => NewCheck().Run(null));
        failure.Message.ShouldContain("nobody-knows");
        failure.Message.ShouldContain("nor-this");

        Write("a.toml", "GOOD\nuid = 1\ngid = 1\nowner = \"nobody-knows\"\ngroup = \"nor-this\"");
        NewCheck().Run(null);

        _logger.Text.ShouldContain("Validation complete: 1/1 files passed");
    }

    [Fact]
    public void Run_NothingThere_ReportsWhatIsMissing()
    {
        Should.Throw<ValidationException>(() => NewCheck().Run(null)).Message.ShouldBe($"config directory not found: {_folder["conf.d"]}");
        Should.Throw<ValidationException>(() => NewCheck().Run("x.toml"))
            .Message.ShouldBe($"resource file not found: {_folder["conf.d/x.toml"]}");
        Directory.CreateDirectory(_folder["conf.d"]);

        NewCheck().Run(null);

        _logger.Text.ShouldContain($"No configuration files found in {_folder["conf.d"]}");
    }

    private ConfigCheck NewCheck() =>
        new(_folder.Path, new BackendRegistry(new EnvironmentBackendFactory(), new FileBackendFactory()), _logger);

    private string Write(string name, string settings)
    {
        const string Good2 = "src = \"a.tmpl\"\ndest = \"DIR/a\"";
        var text = settings.Replace("GOOD2", Good2, StringComparison.Ordinal)
            .Replace("GOOD", Good2 + "\nkeys = [\"/\"]", StringComparison.Ordinal);
        return _folder.Write("conf.d/" + name, "[template]\n" + text.Replace("DIR", _folder.Path, StringComparison.Ordinal));
    }
}

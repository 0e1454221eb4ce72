using Confd.Engine.Commands;
using Confd.Engine.Running;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

/// <summary>Key names chosen by an attacker.</summary>
[Collection(WholeProcess.Name)]
public sealed class ForEachNamesTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    private string[] Files =>
        [
            .. Directory.GetFiles(_fixture.Directory["out"], "*", SearchOption.AllDirectories)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("test -s {{.src}}")]
    [InlineData("test -s '{{.src}}'")]
    [InlineData("test -s \\\"{{.src}}\\\"")]
    [InlineData("test -s \\\"$CONFD_SRC\\\"")]
    public async Task RunOnce_NameOfShellCode_RunsNothingAndMakesItsFile(string check)
    {
        var pwned = _fixture.Directory["PWNED"];
        string[] names = [$"x;touch PWNED;", "x';touch PWNED;'", "x$(touch PWNED)", "x`touch PWNED`", "x\";touch PWNED;\"", "a b"];
        foreach (var name in names)
        {
            _fixture.Backend.Set($"/app/tenants/{name}/host", "h");
        }

        AddTenants(
            $"check_cmd = \"cd {_fixture.Directory.Path}; {check}\"\nreload_cmd = \"cd {_fixture.Directory.Path}; "
            + $"printf '%s\\\\n' {{{{.dest}}}} >> told\"");

        (await RunAsync(new ProcessRunner(TimeProvider.System))).ExitStatus.ShouldBe(0, _fixture.Logger.Text);

        File.Exists(pwned).ShouldBeFalse();
        Files.ShouldBe(names.Select(name => name + ".conf").Order(StringComparer.Ordinal));
        File.ReadAllLines(_fixture.Directory["told"])
            .Order(StringComparer.Ordinal)
            .ShouldBe(names.Select(name => _fixture.Out(name + ".conf")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a\nb", "a control character")]
    [InlineData("a\u001b[31m", "a control character")]
    [InlineData("a\u202Eb", "a control character")]
    [InlineData("a\u2028b", "a control character")]
    [InlineData("a\u0085b", "a control character")]
    [InlineData(".hidden", "the name begins with \".\"")]
    [InlineData("-rf", "the name begins with \"-\"")]
    [InlineData("\uFFFD", "is not UTF-8")]
    public async Task RunOnce_BadName_IsRefusedByItsKeyAndItsSiblingsAreNot(string name, string reason)
    {
        _fixture.Backend.Set($"/app/tenants/{name}/host", "bad");
        _fixture.Backend.Set("/app/tenants/good/host", "good");
        AddTenants();

        var result = await RunAsync();

        Files.ShouldBe(["good.conf"]);
        result.ExitStatus.ShouldBe(1);
        result.Message.ShouldContain("no file is created for key \"/tenants/");
        result.Message.ShouldContain(reason);
        result.Message.Split('\n').Length.ShouldBe(1);
        _fixture.Logger.Lines.ShouldAllBe(line => !line.Any(char.IsControl));
    }

    [Fact]
    public async Task RunOnce_NameTooLongForAFile_IsRefusedAndItsSiblingsAreNot()
    {
        _fixture.Backend.Set($"/app/tenants/{new string('n', 256)}/host", "bad");
        _fixture.Backend.Set($"/app/tenants/{new string('m', 252)}/host", "with .conf it is too long");
        _fixture.Backend.Set($"/app/tenants/{new string('g', 250)}/host", "good");
        AddTenants();

        var result = await RunAsync();

        Files.ShouldBe([new string('g', 250) + ".conf"]);
        result.Failures.Count.ShouldBe(2);
    }

    [Fact]
    public async Task RunOnce_NamesWithTheSameDestination_SkipItAndWriteTheOthers()
    {
        _fixture.Backend.Set("/app/tenants/acme/host", "first");
        AddTenants("remove_stale = true", "{{toLower .Name}}.conf");
        await RunAsync();
        _fixture.Backend.Set("/app/tenants/ACME/host", "rival");
        _fixture.Backend.Set("/app/tenants/zeta/host", "z");

        var result = await RunAsync();

        _fixture.ReadOut("acme.conf").ShouldContain("first");
        Files.ShouldBe(["acme.conf", "zeta.conf"]);
        result.Message.ShouldContain("\"/tenants/ACME\"");
        result.Message.ShouldContain("\"/tenants/acme\"");
    }

    [Theory]
    [InlineData("{{replace .Name \\\"_\\\" \\\"/\\\" -1}}", "a_.._.._escaped")]
    [InlineData("{{replace .Name \\\"_\\\" \\\"/\\\" -1}}", "_.._escaped")]
    [InlineData("{{replace .Name \\\"_\\\" \\\"\\\\n\\\" -1}}", "a_b")]
    public async Task RunOnce_ExpressionMakesAPathOfAName_NeverLeavesTheFolder(string destination, string name)
    {
        _fixture.Backend.Set($"/app/tenants/{name}/host", "bad");
        _fixture.Backend.Set("/app/tenants/good/host", "good");
        AddTenants("", destination);

        var result = await RunAsync();

        Files.ShouldBe(["good"]);
        result.ExitStatus.ShouldBe(1);
        Directory.GetFiles(_fixture.Directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_NameOfALinkedFolder_DoesNotEscapeTheFolder()
    {
        foreach (var name in (string[])["alias", "good", "modules"])
        {
            _fixture.Backend.Set($"/app/tenants/{name}/host", name);
        }

        AddTenants("", "{{.Name}}/app.conf");
        Directory.CreateDirectory(_fixture.Out("good"));
        Directory.CreateDirectory(_fixture.Out("inside"));
        Directory.CreateSymbolicLink(_fixture.Out("alias"), "inside");
        Directory.CreateSymbolicLink(_fixture.Out("modules"), Directory.CreateDirectory(_fixture.Directory["elsewhere"]).FullName);
        var victim = _fixture.Directory.Write("elsewhere/app.conf", "of somebody else");

        var result = await RunAsync();

        File.ReadAllText(victim).ShouldBe("of somebody else");
        result.Message.ShouldContain($"app.conf\" leads out of {_fixture.Directory["out"]} by a link");
        _fixture.ReadOut("good/app.conf").ShouldContain("good");
        _fixture.ReadOut("inside/app.conf").ShouldContain("alias");
    }

    // There the file that a link leads to is written, elsewhere the link is replaced.
    [Fact]
    public async Task RunOnce_NameOfALinkedFileWhileStagedFilesAreKept_ReplacesTheLink()
    {
        _fixture.Backend.Set("/app/tenants/acme/host", "h");
        AddTenants();
        var victim = _fixture.Directory.Write("victim", "of somebody else");
        File.CreateSymbolicLink(_fixture.Out("acme.conf"), victim);
        await using var engine = _fixture.CreateEngine(
            options => options with { Update = options.Update with { KeepStageFile = true } });

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);

        File.ReadAllText(victim).ShouldBe("of somebody else");
        _fixture.ReadOut("acme.conf").ShouldContain("=h");
    }

    [Fact]
    public async Task RunOnce_NameOfAnotherResourcesFile_DoesNotTakeIt()
    {
        _fixture.AddResource("main.conf");
        _fixture.Backend.Set("/app/tenants/main/host", "rival");
        _fixture.Backend.Set("/app/tenants/good/host", "good");
        AddTenants();

        var result = await RunAsync();

        _fixture.ReadOut("main.conf").ShouldBe("/app/a=<none>\n");
        result.Message.ShouldContain("belongs to another resource");
        Files.ShouldBe(["good.conf", "main.conf"]);
    }

    // Whoever writes the one tree is not to get at the files of the other, whichever resource comes first.
    [Theory]
    [InlineData("before")]
    [InlineData("zz-after")]
    public async Task RunOnce_NamesOfTwoResourcesCollide_SkipTheFileAndWriteTheOthers(string other)
    {
        _fixture.Backend.Set("/app/tenants/acme/host", "mine");
        AddTenants("remove_stale = true");
        await RunAsync();
        _fixture.AddResource(
            other,
            $"prefix = \"app\"\nfor_each = \"/others\"\nkeys = []\nremove_stale = true\ndest = \"{_fixture.Out("{{.Name}}.conf")}\"",
            template: "{{.Key}}/host");
        _fixture.Backend.Set("/app/others/acme/host", "rival");
        _fixture.Backend.Set("/app/others/good/host", "good");

        var result = await RunAsync();

        _fixture.ReadOut("acme.conf").ShouldContain("mine");
        Files.ShouldBe(["acme.conf", "good.conf"]);
        result.Message.ShouldContain("\"/tenants/acme\"");
        result.Message.ShouldContain("\"/others/acme\"");

        _fixture.Backend.Remove("/app/others/acme/host");
        (await RunAsync()).ExitStatus.ShouldBe(0);

        _fixture.ReadOut("acme.conf").ShouldContain("mine");
    }

    [Fact]
    public async Task RunOnce_ManyBadNames_AreReportedInALimitedNumberOfLines()
    {
        for (var index = 0; index < 100; index++)
        {
            _fixture.Backend.Set($"/app/tenants/.{index}/host", "bad");
        }

        AddTenants();

        (await RunAsync()).Message.ShouldContain("80 more names below /tenants yield no file");
    }

    [Fact]
    public async Task RunOnce_DestinationInTheStateFolder_IsRefused()
    {
        Directory.CreateDirectory(_fixture.Directory["out"]);
        Directory.CreateSymbolicLink(_fixture.Directory["state"], _fixture.Directory["out"]);
        _fixture.Backend.Set("/app/tenants/a/host", "bad");
        AddTenants("remove_stale = true");

        (await RunAsync()).Message.ShouldContain("lies in the state folder");
    }

    public void Dispose() => _fixture.Dispose();

    private void AddTenants(string settings = "", string destination = "{{.Name}}.conf") => _fixture.AddResource(
        "tenants",
        $"prefix = \"app\"\nfor_each = \"/tenants\"\nkeys = []\ndest = \"{_fixture.Out(destination)}\"\n{settings}",
        template: "{{.Key}}/host");

    private async Task<RunResult> RunAsync(ICommandRunner? runner = null)
    {
        await using var engine = _fixture.CreateEngine(runner: runner);
        return await engine.RunOnceAsync(Cancellation);
    }
}

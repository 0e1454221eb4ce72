using Confd.Engine.Commands;
using Confd.Engine.Files;
using Confd.Engine.Running;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

/// <summary>Whoever may write in a folder swaps it for a link, between two steps of an update; commands of the resource do it
/// here.</summary>
[Collection(WholeProcess.Name)]
public sealed class SwappedFolderTests : IDisposable
{
    private const string Victim = "of somebody else";

    private readonly EngineFixture _fixture = new();

    public SwappedFolderTests()
    {
        Directory.CreateDirectory(_fixture.Out("a"));
        Directory.CreateDirectory(_fixture.Out("b"));
        _fixture.Directory.Write("elsewhere/app.conf", Victim);
        _fixture.Backend.Set("/app/tenants/a/host", "h");
    }

    private string Elsewhere => _fixture.Directory["elsewhere"];

    [Fact]
    public async Task RunOnce_FolderBecomesALinkBeforeAFileIsStaged_TouchesNothingElsewhere()
    {
        _fixture.Backend.Set("/app/tenants/b/host", "h");
        var likeOurs = StageName.Next(Path.Join(Elsewhere, "app.conf"), isKept: false).Text;
        File.WriteAllText(likeOurs, Victim);
        AddTenants($"reload_cmd = 'test -e {_fixture.Directory["moved"]} || {{ {Swap("b")}; }}'", "{{.Name}}");

        var result = await RunAsync(keepsStageFile: false);

        result.ExitStatus.ShouldBe(1);
        result.Message.ShouldContain($"{_fixture.Out("b")} leads out of {_fixture.Directory["out"]} by a link");
        Directory.GetFiles(Elsewhere).ShouldBe([Path.Join(Elsewhere, "app.conf"), likeOurs], ignoreOrder: true);
        Directory.GetFiles(Elsewhere).ShouldAllBe(file => File.ReadAllText(file) == Victim);
        _fixture.ReadOut("a/app.conf").ShouldContain("=h");
    }

    // The link leads to a file of the staged one's name too, as one who watches the folder can arrange.
    [Theory]
    [InlineData("{{.Name}}", false)]
    [InlineData("{{.Name}}", true)]
    [InlineData("{{toLower \"A\"}}", false)]
    [InlineData("{{toLower \"A\"}}", true)]
    [InlineData("a", false)]
    [InlineData("a", true)]
    public async Task RunOnce_FolderBecomesALinkBeforeItsFileIsReplaced_ReplacesTheFileWhereItWas(string name, bool keepsStageFile)
    {
        AddTenants($"check_cmd = 'cp \"$CONFD_SRC\" {Elsewhere}/ && {Swap("a")}'", name);

        (await RunAsync(keepsStageFile)).ExitStatus.ShouldBe(0, _fixture.Logger.Text);

        File.ReadAllText(Path.Join(Elsewhere, "app.conf")).ShouldBe(Victim);
        File.ReadAllText(_fixture.Directory["moved/app.conf"]).ShouldContain("=h");
        Directory.GetFiles(_fixture.Directory["moved"]).Length.ShouldBe(keepsStageFile ? 2 : 1);
        _fixture.Logger.Text.ShouldNotContain("/proc/");
    }

    public void Dispose() => _fixture.Dispose();

    private string Swap(string name) =>
        $"mv {_fixture.Out(name)} {_fixture.Directory["moved"]} && ln -s {Elsewhere} {_fixture.Out(name)}";

    private void AddTenants(string settings, string name) => _fixture.AddResource(
        "tenants",
        (name.Contains(".Name", StringComparison.Ordinal) ? "for_each = \"/tenants\"\n" : "")
        + $"prefix = \"app\"\nkeys = [\"/tenants\"]\ndest = '{_fixture.Out(name)}/app.conf'\n{settings}",
        template: "/tenants/a/host");

    private async Task<RunResult> RunAsync(bool keepsStageFile)
    {
        await using var engine = _fixture.CreateEngine(
            options => options with { Update = options.Update with { KeepStageFile = keepsStageFile } },
            new ProcessRunner(TimeProvider.System));
        return await engine.RunOnceAsync(Cancellation);
    }
}

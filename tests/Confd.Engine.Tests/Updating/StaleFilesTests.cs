using Confd.Engine.Files;
using Confd.Engine.Tests.Support;
using Confd.Engine.Updating;

namespace Confd.Engine.Tests.Updating;

/// <summary>What <c>remove_stale</c> removes, and what an attacker cannot make it remove.</summary>
public sealed class StaleFilesTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    private string List => Directory.GetFiles(_fixture.Directory["state"], "files-*.json").ShouldHaveSingleItem();

    [Fact]
    public async Task RunOnce_OutdatedListsAndHostileKeys_RemoveNothing()
    {
        var victim = _fixture.Directory.Write("victim", "mine");
        Set("acme", "zeta");
        Add("{{.Name}}");
        _fixture.Directory.Write("out/.tenants.toml.files", $"{victim}\n");
        await RunAsync();

        // A value and a name with line breaks, and a name that is the list's of former times.
        _fixture.Backend.Set("/app/tenants/a\n" + victim.Replace("/", "\n", StringComparison.Ordinal) + "/host", victim);
        _fixture.Backend.Set("/app/tenants/.tenants.toml.files/host", $"x\n{victim}\n");
        _fixture.Backend.Set("/app/tenants/acme/host", $"\n{victim}\n\"]}}\n");
        await RunAsync(expectedStatus: 1);
        _fixture.Backend.Remove("/app/tenants/zeta/host");
        await RunAsync(expectedStatus: 1);

        File.ReadAllText(victim).ShouldBe("mine");
        File.Exists(_fixture.Out("zeta")).ShouldBeFalse();
        File.Exists(_fixture.Out("acme")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunOnce_KilledRunLeftAStagedFileOfARemovedName_RemovesItToo(bool hasFile)
    {
        Set("web", "acme");
        Add("{{.Name}}");
        await RunAsync();
        var leftover = StageName.Next(_fixture.Out("web"), isKept: false).Text;
        File.WriteAllText(leftover, "text of web");
        if (!hasFile)
        {
            File.Delete(_fixture.Out("web"));
        }

        _fixture.Backend.Remove("/app/tenants/web/host");
        await RunAsync();

        Files().ShouldBe(["acme"]);
        File.Exists(leftover).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunOnce_FileBelongsToAnotherResourceNow_IsNotRemoved(bool hasItsKeyStill)
    {
        Set("web", "acme");
        Add("{{.Name}}");
        await RunAsync();
        _fixture.AddResource("app", $"dest = \"{_fixture.Out("web")}\"");
        if (!hasItsKeyStill)
        {
            _fixture.Backend.Remove("/app/tenants/web/host");
        }

        await RunAsync(expectedStatus: hasItsKeyStill ? 1 : 0);
        _fixture.ReadOut("web").ShouldStartWith("/app/a=");
        _fixture.Backend.Remove("/app/tenants/web/host");
        await RunAsync();

        _fixture.ReadOut("web").ShouldStartWith("/app/a=");
        File.ReadAllText(List).ShouldNotContain("web");
    }

    // Its file may be one of those whose keys are gone here.
    [Fact]
    public async Task RunOnce_KeysOfAResourceThatSharesTheFolderCannotBeRead_RemovesNothing()
    {
        Set("web", "acme");
        Add("{{.Name}}");
        await RunAsync();
        _fixture.OtherBackends["env"] = new() { ReadError = new Confd.Backends.KeyBackendException("down") };
        _fixture.AddResource(
            "zz", $"for_each = \"/others\"\nkeys = []\ndest = \"{_fixture.Out("{{.Name}}")}\"", tables: "[backend]\nbackend = \"env\"");
        _fixture.Backend.Remove("/app/tenants/web/host");

        await RunAsync(expectedStatus: 1);

        Files().ShouldBe(["acme", "web"]);
        _fixture.OtherBackends["env"].ReadError = null;
        await RunAsync();
        Files().ShouldBe(["acme"]);
    }

    [Fact]
    public async Task RunOnce_NameWithQuotesAndBackslashes_IsOneEntryAndIsRemoved()
    {
        string[] names = ["a\",\"b", "a\\", "a]}", "ä'$(x)", "acme"];
        Set(names);
        Add("{{.Name}}");
        await RunAsync();

        foreach (var name in names[..^1])
        {
            _fixture.Backend.Remove($"/app/tenants/{name}/host");
        }

        await RunAsync();

        Files().ShouldBe(["acme"]);
        File.ReadAllText(List).ShouldContain("\"acme\"");
    }

    [Fact]
    public async Task RunOnce_FileThatWasThereAndNeverWritten_IsNotRemovedWithItsKey()
    {
        Set("acme", "default");
        Add("{{.Name}}", "check_cmd = \"check {{.src}}\"");
        _fixture.Directory.Write("out/default", "the operator's");
        _fixture.Commands.ExitStatus = command => command.Contains("default", StringComparison.Ordinal) ? 1 : 0;
        await RunAsync(expectedStatus: 1);

        _fixture.Backend.Remove("/app/tenants/default/host");
        await RunAsync();

        _fixture.ReadOut("default").ShouldBe("the operator's");
    }

    [Fact]
    public async Task RunOnce_FileOrItsFolderBecameALink_IsNotFollowed()
    {
        var victim = _fixture.Directory.Write("elsewhere/app.conf", "mine");
        _fixture.Directory.Write("out/acme/x", "");
        _fixture.Directory.Write("out/zeta/x", "");
        _fixture.Directory.Write("out/keep/x", "");
        Set("acme", "zeta", "keep");
        Add("{{.Name}}/app.conf");
        await RunAsync();
        Directory.Delete(_fixture.Out("acme"), recursive: true);
        Directory.CreateSymbolicLink(_fixture.Out("acme"), _fixture.Directory["elsewhere"]);
        File.Delete(_fixture.Out("zeta/app.conf"));
        File.CreateSymbolicLink(_fixture.Out("zeta/app.conf"), victim);

        _fixture.Backend.Remove("/app/tenants/acme/host");
        _fixture.Backend.Remove("/app/tenants/zeta/host");
        await RunAsync();

        File.ReadAllText(victim).ShouldBe("mine");
        _fixture.Logger.Text.ShouldContain("Warning Not removing");
        File.ReadAllText(List).ShouldNotContain("acme");
    }

    [Fact]
    public async Task RunOnce_SharedFolderBecameALink_ForgetsTheFilesOfTheOldOne()
    {
        Directory.CreateDirectory(_fixture.Directory["out"]);
        var victim = _fixture.Directory.Write("elsewhere/acme", "mine");
        Set("acme", "zeta");
        Add("{{.Name}}");
        await RunAsync();
        Directory.Move(_fixture.Directory["out"], _fixture.Directory["moved"]);
        Directory.CreateSymbolicLink(_fixture.Directory["out"], _fixture.Directory["elsewhere"]);

        _fixture.Backend.Remove("/app/tenants/acme/host");
        await RunAsync();

        File.ReadAllText(victim).ShouldBe("mine");
        File.Exists(_fixture.Directory["moved/acme"]).ShouldBeTrue();
        _fixture.Logger.Text.ShouldContain("Warning Forgetting 2 files");
    }

    [Theory]
    [InlineData("../victim")]
    [InlineData("a/../../victim")]
    [InlineData("/victim")]
    [InlineData("")]
    [InlineData("victim\\u0000")]
    public async Task RunOnce_ListThatNamesAFileElsewhere_RemovesNothing(string entry)
    {
        var victim = _fixture.Directory.Write("victim", "mine");
        Set("acme");
        Add("{{.Name}}");
        await RunAsync();
        File.WriteAllText(List, File.ReadAllText(List).Replace("\"acme\"", $"\"acme\", \"{entry}\"", StringComparison.Ordinal));

        await RunAsync();

        File.ReadAllText(victim).ShouldBe("mine");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"version\":1,\"resource\":1,\"folder\":2,\"files\":3}")]
    [InlineData("{\"version\":1,\"resource\":\"/other\",\"folder\":\"/\",\"files\":[\"acme\"]}")]
    public async Task RunOnce_BrokenList_RemovesNothingAndIsWrittenAgain(string content)
    {
        Set("acme", "zeta");
        Add("{{.Name}}");
        await RunAsync();
        File.WriteAllText(List, content);
        _fixture.Backend.Remove("/app/tenants/zeta/host");
        Set("new");

        await RunAsync();

        Files().ShouldBe(["acme", "new", "zeta"]);
        File.ReadAllText(List).ShouldContain("\"new\"");
    }

    [Fact]
    public async Task RunOnce_PathThatCannotExist_CountsAsRemoved()
    {
        Set("acme");
        Add("{{.Name}}");
        await RunAsync();
        File.WriteAllText(
            List, File.ReadAllText(List).Replace("\"acme\"", $"\"acme\", \"{new string('n', 300)}\"", StringComparison.Ordinal));

        await RunAsync();

        File.ReadAllText(List).ShouldNotContain("nnn");
    }

    [Fact]
    public async Task RunOnce_OneFileCannotBeRemoved_FailsOnlyItAndRetries()
    {
        _fixture.Directory.Write("out/x/keep", "");
        Set("acme", "zeta");
        Add("{{.Name}}");
        await RunAsync();
        File.Delete(_fixture.Out("zeta"));

        // A folder in place of the file stays; it is not removed.
        Directory.CreateDirectory(_fixture.Out("zeta"));
        Set("new");
        _fixture.Backend.Remove("/app/tenants/zeta/host");
        _fixture.Backend.Remove("/app/tenants/acme/host");
        await RunAsync();

        Files().ShouldBe(["keep", "new"]);
        Directory.Exists(_fixture.Out("zeta")).ShouldBeTrue();
    }

    [Fact]
    public async Task RunOnce_NameWithoutDestination_KeepsEveryFile()
    {
        Set("acme", "zeta");
        Add("{{slice .Name 0 3}}x");
        await RunAsync();
        _fixture.Backend.Remove("/app/tenants/zeta/host");
        Set("a");

        await RunAsync(expectedStatus: 1);

        Files().ShouldBe(["acmx", "zetx"]);
        _fixture.Logger.Text.ShouldContain("Warning Keeping 1 files: a name below /tenants has no destination");
    }

    [Theory]
    [InlineData("none/state", "there is no folder")]
    [InlineData("file", "it is not a folder")]
    [InlineData("open", "others can write to it")]
    public async Task RunOnce_StateFolderThatCannotBeUsed_RemovesNothingAndReportsItOnce(string folder, string reason)
    {
        _fixture.Directory.Write("file", "");
        Directory.CreateDirectory(_fixture.Directory["open"], (UnixFileMode)0x1FF);
        File.SetUnixFileMode(_fixture.Directory["open"], (UnixFileMode)0x1FF);
        Set("acme", "zeta");
        Add("{{.Name}}", "reload_cmd = \"reload\"");
        await RunAsync(state: folder);
        _fixture.Logger.Lines.Count(line => line.Contains("Cannot use the state folder", StringComparison.Ordinal)).ShouldBe(1);
        _fixture.Logger.Text.ShouldContain(reason);

        _fixture.Backend.Remove("/app/tenants/zeta/host");
        await RunAsync(state: folder);

        Files().ShouldBe(["acme", "zeta"]);
    }

    [Fact]
    public async Task RunOnce_KilledWhileMakingFiles_FindsThemNextTime()
    {
        Set("acme", "zeta");
        Add("{{.Name}}", "check_cmd = \"check {{.src}}\"");
        using var stop = new CancellationTokenSource();
        _fixture.Commands.ExitStatus = command =>
        {
            if (command.Contains("zeta", StringComparison.Ordinal))
            {
                stop.Cancel();
            }

            return 0;
        };
        _fixture.Backend.Set("/app/tenants/zz/host", "never made: the run ends before");
        await using (var engine = Engine())
        {
            await Should.ThrowAsync<OperationCanceledException>(engine.RunOnceAsync(stop.Token));
        }

        Files().ShouldBe(["acme", "zeta"]);
        _fixture.Backend.Remove("/app/tenants/zeta/host");
        await RunAsync();

        Files().ShouldBe(["acme", "zz"]);
    }

    public void Dispose() => _fixture.Dispose();

    private string[] Files() =>
        [
            .. Directory.GetFiles(_fixture.Directory["out"], "*", SearchOption.AllDirectories)
                .Select(path => Path.GetFileName(path))
                .Where(name => name[0] != '.')
                .Order(StringComparer.Ordinal)];

    private void Set(params string[] names)
    {
        foreach (var name in names)
        {
            _fixture.Backend.Set($"/app/tenants/{name}/host", name);
        }
    }

    private void Add(string destination, string settings = "") => _fixture.AddResource(
        "tenants",
        $"prefix = \"app\"\nfor_each = \"/tenants\"\nkeys = []\nremove_stale = true\ndest = \"{_fixture.Out(destination)}\"\n{settings}",
        template: "{{.Key}}/host");

    private ConfdEngine Engine(string state = "state") =>
        _fixture.CreateEngine(options => options with { StateDirectory = _fixture.Directory[state], Update = new UpdateOptions() });

    private async Task RunAsync(int expectedStatus = 0, string state = "state")
    {
        await using var engine = Engine(state);
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(expectedStatus, _fixture.Logger.Text);
    }
}

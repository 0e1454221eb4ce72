using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Running;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

/// <summary>No name of a key takes or removes the file of a resource that cannot be used now, or that is reached by another path.</summary>
public sealed class DestinationClaimsTests : IDisposable
{
    private const string Unopened = "[backend]\nbackend = \"other\"";
    private const string StayReason = "Warning Keeping 1 files: a name below /tenants has no destination, or those of another resource are";

    private readonly EngineFixture _fixture = new();

    public DestinationClaimsTests()
    {
        Set("tenants", "good", "main");
        AddTenants();
    }

    [Theory]
    [InlineData("", Unopened)]
    [InlineData("", "[flags]\ntable = \"flags\"\ncontext = \"{}\"")]
    [InlineData("owner = \"nosuch-user\"", "")]
    [InlineData("mode = \"x\"", "")]
    [InlineData("mode = 644", "")]
    [InlineData("prefix = 5", "")]
    public async Task RunOnce_NameOfTheFileOfAResourceThatCannotBeUsed_DoesNotTakeIt(string settings, string tables)
    {
        _fixture.AddResource("main.conf", settings, tables: tables);
        File.WriteAllText(_fixture.Out("main.conf"), "of the other");

        var result = await RunAsync();

        _fixture.ReadOut("main.conf").ShouldBe("of the other");
        _fixture.ReadOut("good.conf").ShouldContain("good");
        result.Problems.Count.ShouldBe(1);
        result.Failures.Single().Text.Full.ShouldContain("belongs to another resource");
    }

    [Theory]
    [InlineData("", Unopened)]
    [InlineData("mode = \"x\"", "")]
    public async Task RunOnce_StaleFileThatAResourceClaimsWhichCannotBeUsed_StaysForGood(string settings, string tables)
    {
        await RunAsync();
        _fixture.AddResource("main.conf", settings, tables: tables);
        _fixture.Backend.Remove("/app/tenants/main/host");

        await RunAsync();
        File.Delete(_fixture.Directory["conf.d/main.conf.toml"]);
        await RunAsync();

        _fixture.ReadOut("main.conf").ShouldContain("main");
    }

    [Fact]
    public async Task RunOnce_StaleFileWhileNamesOfAnotherForEachCannotBeRead_StaysUntilTheyCan()
    {
        await RunAsync();
        _fixture.Backend.Remove("/app/tenants/main/host");
        AddOthers(_fixture.Out("{{.Name}}.conf"), Unopened);

        await RunAsync();

        File.Exists(_fixture.Out("main.conf")).ShouldBeTrue();
        _fixture.Logger.Text.ShouldContain(StayReason);

        AddOthers(_fixture.Out("{{.Name}}.conf"));
        await RunAsync();

        File.Exists(_fixture.Out("main.conf")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[template]\nsrc = \"x\"\nkeys = []")]
    [InlineData("[template]\nsrc = \"x\"\nkeys = []\ndest = 5")]
    [InlineData("[template]\nsrc = \"x\"\nkeys = []\ndest = \"${NOSUCH_VARIABLE}\"")]
    [InlineData("[template]\nsrc = \"x\"\nkeys = []\nfor_each = \"/x\"\ndest = \"{{\"")]
    public async Task RunOnce_StaleFileWhileADestinationIsUnknown_StaysUntilItIs(string text)
    {
        await RunAsync();
        _fixture.Backend.Remove("/app/tenants/main/host");
        var broken = _fixture.Directory.Write("conf.d/broken.toml", text);

        await RunAsync();

        File.Exists(_fixture.Out("main.conf")).ShouldBeTrue();
        _fixture.Logger.Text.ShouldContain(StayReason);

        File.Delete(broken);
        await RunAsync();

        File.Exists(_fixture.Out("main.conf")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunOnce_NameOfAListedFileOfAForEachWhoseNamesCannotBeRead_DoesNotTakeIt(bool isOpen)
    {
        _fixture.Backend.Remove("/app/tenants/main/host");
        var other = _fixture.OtherBackends["other"] = new MemoryKeyBackend("other");
        other.Set("/app/others/main/host", "others main");
        AddOthers(_fixture.Out("{{.Name}}.conf"), Unopened);
        (await RunAsync()).ExitStatus.ShouldBe(0, _fixture.Logger.Text);
        Set("tenants", "main", "more");
        other.ReadError = new KeyBackendException("down");
        if (!isOpen)
        {
            _fixture.OtherBackends.Clear();
        }

        var result = await RunAsync();

        _fixture.ReadOut("main.conf").ShouldContain("others main");
        _fixture.ReadOut("more.conf").ShouldContain("tenants more");
        result.Message.ShouldContain("belongs to another resource");
    }

    // The name comes while the resource file is broken, or while the names of the other are not known.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Poll_ResourcesReadAgainAndAnotherOneCannotBe_KeepsItsClaim(bool isForEach)
    {
        _fixture.Backend.Remove("/app/tenants/main/host");
        if (isForEach)
        {
            Set("others", "main");
            AddOthers(_fixture.Out("{{.Name}}.conf"));
        }
        else
        {
            _fixture.AddResource("main.conf", template: "/others/main/host");
        }

        await using var engine = _fixture.CreateEngine();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = engine.PollAsync(stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated", 2);
        var before = _fixture.ReadOut("main.conf");

        foreach (var text in (string[])["[", "]"])
        {
            if (isForEach)
            {
                AddOthers(_fixture.Out("{{.Name}}.conf"), Unopened);
            }
            else
            {
                _fixture.Directory.Write("conf.d/main.conf.toml", text);
            }

            Set("tenants", "main", "more" + text);
            engine.RequestReload();
            await _fixture.Logger.WaitForAsync($"more{text}.conf has been updated");
        }

        _fixture.ReadOut("main.conf").ShouldBe(before);
        _fixture.Logger.Text.ShouldContain("belongs to another resource");
        await stop.CancelAsync();
        (await running).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task RunOnce_NameOfAFileThatAnotherResourceReachesByALink_DoesNotTakeIt()
    {
        _fixture.AddResource("main", $"dest = \"{Linked("main.conf")}\"");

        var result = await RunAsync();

        _fixture.ReadOut("main.conf").ShouldBe("/app/a=<none>\n");
        result.Message.ShouldContain("belongs to another resource");

        _fixture.Backend.Remove("/app/tenants/main/host");
        (await RunAsync()).ExitStatus.ShouldBe(0);
        _fixture.ReadOut("main.conf").ShouldBe("/app/a=<none>\n");
    }

    [Fact]
    public async Task RunOnce_StaleFileThatAnotherResourceReachesByALink_Stays()
    {
        await RunAsync();
        _fixture.Backend.Remove("/app/tenants/main/host");
        _fixture.AddResource("main", $"dest = \"{Linked("main.conf")}\"");

        (await RunAsync()).ExitStatus.ShouldBe(0);

        _fixture.ReadOut("main.conf").ShouldBe("/app/a=<none>\n");
        _fixture.Logger.Text.ShouldNotContain("Removed ");
    }

    [Fact]
    public async Task RunOnce_NamesOfTwoResourcesThatMeetByALink_LeaveTheFileAlone()
    {
        await RunAsync();
        Set("others", "main", "other");
        AddOthers(Linked("{{.Name}}.conf"));

        var result = await RunAsync();

        _fixture.ReadOut("main.conf").ShouldContain("tenants");
        _fixture.ReadOut("other.conf").ShouldContain("other");
        result.Failures.Count.ShouldBe(2);
        result.Message.ShouldContain("\"/tenants/main\"");
        result.Message.ShouldContain("\"/others/main\"");
    }

    [Fact]
    public async Task RunOnce_NamesThatMeetByALink_LeaveTheFileAloneAndItIsNotStale()
    {
        Directory.CreateDirectory(_fixture.Out("good"));
        AddTenants("{{.Name}}/x.conf");
        _fixture.Backend.Remove("/app/tenants/main/host");
        await RunAsync();
        Directory.CreateSymbolicLink(_fixture.Out("main"), "good");
        Set("tenants", "main");

        var result = await RunAsync();

        _fixture.ReadOut("good/x.conf").ShouldContain("/tenants/good/");
        result.Failures.Count.ShouldBe(2);

        _fixture.Backend.Remove("/app/tenants/good/host");
        (await RunAsync()).ExitStatus.ShouldBe(0);
        _fixture.ReadOut("good/x.conf").ShouldContain("/tenants/main/");
    }

    [Fact]
    public async Task RunOnce_ResourcesWithTheSameFileByALink_AreWarnedOf()
    {
        _fixture.AddResource("one", $"dest = \"{_fixture.Out("x")}\"");
        _fixture.AddResource("two", $"dest = \"{Linked("x")}\"");
        _fixture.AddResource("zz", $"dest = \"{_fixture.Directory["x"]}\"");

        await RunAsync();

        _fixture.Logger.Text.ShouldContain($"Warning {Toml("two")} and {Toml("one")} write the same file: {Linked("x")}");
        _fixture.Logger.Text.ShouldNotContain($"Warning {Toml("zz")}");
    }

    [Fact]
    public async Task RunOnce_BackendOfTwoForEachInOneFolderIsDown_EachLogsItOnce()
    {
        AddOthers(_fixture.Out("{{.Name}}.conf"));
        _fixture.Backend.ReadError = new KeyBackendException("down");

        await RunAsync();

        _fixture.Logger.Count("Backend fetch failed").ShouldBe(2);
    }

    public void Dispose() => _fixture.Dispose();

    private string Toml(string name) => _fixture.Directory[$"conf.d/{name}.toml"];

    private string Linked(string name)
    {
        if (!Directory.Exists(_fixture.Directory["linked"]))
        {
            Directory.CreateSymbolicLink(_fixture.Directory["linked"], "out");
        }

        return _fixture.Directory[$"linked/{name}"];
    }

    private void Set(string tree, params string[] names)
    {
        foreach (var name in names)
        {
            _fixture.Backend.Set($"/app/{tree}/{name}/host", $"{tree} {name}");
        }
    }

    private void AddTenants(string name = "{{.Name}}.conf") => AddForEach("tenants", _fixture.Out(name));

    private void AddOthers(string destination, string tables = "") => AddForEach("others", destination, tables);

    private void AddForEach(string tree, string destination, string tables = "") => _fixture.AddResource(
        tree,
        $"prefix = \"app\"\nfor_each = \"/{tree}\"\nkeys = []\nremove_stale = true\ndest = \"{destination}\"",
        template: "{{.Key}}/host",
        tables);

    private async Task<RunResult> RunAsync()
    {
        await using var engine = _fixture.CreateEngine();
        return await engine.RunOnceAsync(Cancellation);
    }
}

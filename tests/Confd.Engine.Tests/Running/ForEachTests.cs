using Confd.Engine.Tests.Support;
using Confd.Engine.Updating;

namespace Confd.Engine.Tests.Running;

public sealed class ForEachTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    private string[] Files =>
        [.. Directory.GetFiles(_fixture.Directory["out"], "*.conf").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task RunOnce_ChildrenOfAKey_EachGetAFile()
    {
        _fixture.Backend.Set("/app/tenants/acme/host", "a");
        _fixture.Backend.Set("/app/tenants/acme-2/host", "a2");
        _fixture.Backend.Set("/app/tenants/zeta", "z");
        _fixture.Backend.Set("/app/tenants", "not a child");
        AddTenants();

        await RunAsync();

        Files.ShouldBe(["acme-2.conf", "acme.conf", "zeta.conf"]);
        _fixture.ReadOut("acme.conf").ShouldBe("/tenants/acme/host=a\n");
    }

    [Fact]
    public async Task RunOnce_ChildVanished_ItsFileStaysUnlessRequested()
    {
        _fixture.Backend.Set("/app/tenants/acme/host", "a");
        _fixture.Backend.Set("/app/tenants/zeta/host", "z");
        AddTenants();
        await RunAsync();

        _fixture.Backend.Remove("/app/tenants/zeta/host");
        await RunAsync();

        Files.ShouldBe(["acme.conf", "zeta.conf"]);
    }

    [Fact]
    public async Task RunOnce_ChildVanishedAndRemovalRequested_RemovesItsFileOnlyAndReloads()
    {
        _fixture.Backend.Set("/app/tenants/acme/host", "a");
        _fixture.Backend.Set("/app/tenants/zeta/host", "z");
        AddTenants("remove_stale = true\nreload_cmd = \"reload\"\nreload_once = true");
        File.WriteAllText(_fixture.Out("mine.conf"), "not made by confd");
        await RunAsync();
        _fixture.Commands.Commands.Count.ShouldBe(1);

        _fixture.Backend.Remove("/app/tenants/zeta/host");
        await RunAsync();

        Files.ShouldBe(["acme.conf", "mine.conf"]);
        _fixture.Commands.Commands.Count.ShouldBe(2);
    }

    [Fact]
    public async Task RunOnce_AllChildrenVanished_KeepsTheFilesWithAWarning()
    {
        _fixture.Backend.Set("/app/tenants/acme/host", "a");
        AddTenants("remove_stale = true");
        await RunAsync();

        _fixture.Backend.Remove("/app/tenants/acme/host");
        await RunAsync();

        Files.ShouldBe(["acme.conf"]);
        _fixture.Logger.Text.ShouldContain("Warning Keeping 1 files: there is no key at all below /tenants");
    }

    [Fact]
    public async Task RunOnce_Noop_RemovesNothing()
    {
        _fixture.Backend.Set("/app/tenants/acme/host", "a");
        _fixture.Backend.Set("/app/tenants/zeta/host", "z");
        AddTenants("remove_stale = true");
        await RunAsync();
        _fixture.Backend.Remove("/app/tenants/zeta/host");

        await using var engine = _fixture.CreateEngine(options => options with { Update = new UpdateOptions { Noop = true } });
        await engine.RunOnceAsync(Cancellation);

        Files.ShouldBe(["acme.conf", "zeta.conf"]);
    }

    [Fact]
    public async Task RunOnce_DestinationWithoutName_IsRefused()
    {
        _fixture.Backend.Set("/app/tenants/acme", "a");
        _fixture.Backend.Set("/app/tenants/zeta", "z");
        _fixture.AddResource("tenants", $"prefix = \"app\"\nkeys = []\nfor_each = \"/tenants\"\ndest = \"{_fixture.Out("one.conf")}\"");
        await using var engine = _fixture.CreateEngine();

        (await engine.RunOnceAsync(Cancellation)).Message.ShouldContain("it has to contain {{.Name}}");
    }

    [Fact]
    public async Task RunOnce_DestinationWithMisspelledName_IsRefused()
    {
        _fixture.Backend.Set("/app/tenants/acme", "a");
        _fixture.AddResource(
            "tenants", $"prefix = \"app\"\nkeys = []\nfor_each = \"/tenants\"\ndest = \"{_fixture.Out("{{.name}}.conf")}\"");
        await using var engine = _fixture.CreateEngine();

        (await engine.RunOnceAsync(Cancellation)).Message.ShouldContain("map has no entry for key \"name\"");
        Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_EqualReloadCommands_RunOnceAtTheEndWhenRequested()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload nginx\"\nreload_once = true");
        _fixture.AddResource("b.conf", "reload_cmd = \"reload other\"");
        _fixture.AddResource("c.conf", "reload_cmd = \"reload nginx\"\nreload_once = true");
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _fixture.Commands.Commands.ShouldBe(["reload other", "reload nginx"]);
    }

    [Fact]
    public async Task RunOnce_CollectedReloadFails_EveryResourceOfItFails()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"\nreload_once = true");
        _fixture.AddResource("b.conf", "reload_cmd = \"reload\"\nreload_once = true");
        _fixture.Commands.ExitStatus = _ => 7;
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(7);
        result.Message.ShouldBe($"{_fixture.Out("a.conf")}: exit status 7\n{_fixture.Out("b.conf")}: exit status 7");
    }

    public void Dispose() => _fixture.Dispose();

    private void AddTenants(string settings = "") => _fixture.AddResource(
        "tenants",
        $"prefix = \"app\"\nkeys = []\nfor_each = \"/tenants\"\ndest = \"{_fixture.Out("{{.Name}}.conf")}\"\n{settings}",
        template: "{{.Key}}/host");

    private async Task RunAsync()
    {
        await using var engine = _fixture.CreateEngine();
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0, _fixture.Logger.Text);
    }
}

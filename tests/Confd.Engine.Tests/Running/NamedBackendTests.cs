using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

/// <summary>One file from several backends: <c>[backends.NAME]</c> of confd.toml and <c>NAME:/key</c> in resources and templates.</summary>
public sealed class NamedBackendTests : IDisposable
{
    private readonly EngineFixture _fixture = new();
    private readonly MemoryKeyBackend _secrets = new("vault");

    public NamedBackendTests()
    {
        _fixture.OtherBackends["vault"] = _secrets;
        _fixture.NamedBackends["secrets"] = new BackendSection("vault");
        _fixture.Backend.Set("/app/host", "db.example.com");
        _secrets.Set("/db/password", "pw1");
    }

    [Fact]
    public async Task RunOnce_KeysOfTwoBackends_MakeOneFile()
    {
        Add("app.conf");
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(0, _fixture.Logger.Text);
        _fixture.ReadOut("app.conf").ShouldBe("/app/host=db.example.com\nsecrets:/db/password=pw1\n");
    }

    [Fact]
    public async Task RunOnce_ManyResourcesWithOneNamedBackend_ReadItOnce()
    {
        _secrets.Set("/api/token", "t");
        Add("a.conf");
        Add("b.conf", key: "secrets:/api/token");
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _secrets.Reads.ShouldBe(1);
        _secrets.LastLookupKeys.ShouldBe(["/db/password", "/api/token"]);
        _fixture.Backend.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task RunOnce_PrefixOfTheResource_IsForItsOwnBackendOnly()
    {
        Add(
            "app.conf",
            settings: "prefix = \"/app\"\nkeys = [\"/host\", \"secrets:/db/password\"]",
            template: "/host\nsecrets:/db/password");
        await using var engine = _fixture.CreateEngine(options => options with { Prefix = "/" });

        await engine.RunOnceAsync(Cancellation);

        _fixture.ReadOut("app.conf").ShouldBe("/host=db.example.com\nsecrets:/db/password=pw1\n");
    }

    [Fact]
    public async Task RunOnce_NamedBackendCannotBeRead_TheOldFileStays()
    {
        Add("app.conf");
        File.WriteAllText(_fixture.Out("app.conf"), "old");
        _secrets.ReadError = new KeyBackendException("sealed");
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(1);
        result.Text.Full.ShouldContain("sealed");
        _fixture.ReadOut("app.conf").ShouldBe("old");
    }

    [Fact]
    public async Task RunOnce_NamedBackendCannotBeOpened_OtherResourcesAreProcessed()
    {
        _fixture.NamedBackends["gone"] = new BackendSection("nowhere");
        Add("a.conf", key: "gone:/x");
        Add("b.conf");
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(1);
        File.Exists(_fixture.Out("a.conf")).ShouldBeFalse();
        File.Exists(_fixture.Out("b.conf")).ShouldBeTrue();
    }

    [Fact]
    public async Task RunOnce_UnconfiguredName_IsAKeyOfTheOwnBackendAndReported()
    {
        _fixture.Backend.Set("/other:/x", "1");
        Add("app.conf", settings: "keys = [\"other:/x\"]", template: "/other:/x");
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _fixture.ReadOut("app.conf").ShouldBe("/other:/x=1\n");
        _fixture.Logger.Text.ShouldContain("confd.toml has no [backends.other]");
    }

    [Fact]
    public async Task Watch_NamedBackendChanges_TheFileIsRenderedFromBoth()
    {
        Add("app.conf");
        Add("other.conf", settings: "keys = [\"/app\"]", template: "/app/host");
        await using var engine = _fixture.CreateEngine();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = engine.WatchAsync(stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated", 2);

        _secrets.Set("/db/password", "pw2");
        await _fixture.Logger.WaitForAsync("has been updated", 3);

        _fixture.ReadOut("app.conf").ShouldBe("/app/host=db.example.com\nsecrets:/db/password=pw2\n");
        await stop.CancelAsync();
        (await running).ExitStatus.ShouldBe(0);
    }

    public void Dispose() => _fixture.Dispose();

    private void Add(string name, string key = "secrets:/db/password", string? settings = null, string? template = null) =>
        _fixture.AddResource(name, settings ?? $"keys = [\"/app\", \"{key}\"]", template ?? $"/app/host\n{key}");
}

using Confd.Engine.Keys;
using Confd.Engine.Tests.Support;
using Confd.Engine.Validation;

namespace Confd.Engine.Tests.Validation;

public sealed class PreflightTests : IDisposable
{
    private static readonly BackendHealth Healthy = new(true, "fine", TimeSpan.Zero, default, []);

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Run_KeysPresent_CountsThem()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.Backend.Set("/app/b", "2");
        _fixture.AddResource("one");

        await RunAsync(Healthy);

        var source = _fixture.Directory["templates/one.tmpl"];
        string[] steps =
        [
            "Running pre-flight checks...", "Checking global backend connectivity...", "Global backend: OK", "Loading template resources...",
            "Templates: 1 loaded", "Checking key accessibility...", $"  {source}: 2 keys found", "Pre-flight checks completed successfully",
        ];
        var position = 0;
        foreach (var step in steps)
        {
            position = _fixture.Logger.Text.IndexOf(step, position, StringComparison.Ordinal);
            position.ShouldBeGreaterThanOrEqualTo(0, step);
        }

        File.Exists(_fixture.Out("one")).ShouldBeFalse();
    }

    [Fact]
    public async Task Run_NoKeys_IsOnlyAWarning()
    {
        _fixture.AddResource("one", "prefix = \"zz\"");

        await RunAsync(Healthy);

        _fixture.Logger.Text.ShouldContain($"{_fixture.Directory["templates/one.tmpl"]}: no keys found for prefix /zz");
    }

    [Fact]
    public async Task Run_UnhealthyBackend_Fails()
    {
        var unhealthy = Healthy with { IsHealthy = false, Message = "down", Details = [new("error", "refused")] };

        var failure = await Should.ThrowAsync<ValidationException>(() => RunAsync(unhealthy));

        failure.Message.ShouldBe("global backend connectivity failed: down: refused");
    }

    [Fact]
    public async Task Run_NoResources_EndsEarly()
    {
        Directory.CreateDirectory(_fixture.Directory["conf.d"]);

        await RunAsync(Healthy);

        _fixture.Logger.Text.ShouldContain("No template resources found");
        _fixture.Logger.Text.ShouldNotContain("Pre-flight checks completed");
    }

    [Fact]
    public async Task Run_BrokenResource_Fails()
    {
        _fixture.Directory.Write("conf.d/a.toml", "[");

        var failure = await Should.ThrowAsync<ValidationException>(() => RunAsync(Healthy));

        failure.Message.ShouldStartWith("failed to load template resources: cannot process template resource ");
    }

    [Fact]
    public async Task Run_ResourceBackends_AreCheckedOncePerBackend()
    {
        _fixture.OtherBackends["other"] = new MemoryKeyBackend();
        _fixture.AddResource("one", tables: "[backend]\nbackend = \"other\"");
        _fixture.AddResource("two", tables: "[backend]\nbackend = \"other\"");

        await RunAsync(Healthy);

        _fixture.Logger.Count("Checking per-resource backend for").ShouldBe(1);
        _fixture.Logger.Text.ShouldContain($"Per-resource backend for {_fixture.Directory["templates/one.tmpl"]}: OK");
    }

    private async Task RunAsync(BackendHealth health)
    {
        await using var engine = _fixture.CreateEngine();
        await new Preflight(engine, _fixture.Backend, _ => Task.FromResult(health), _fixture.Logger)
            .RunAsync(TimeSpan.FromSeconds(10), _fixture.Clock);
    }
}

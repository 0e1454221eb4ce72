using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Flags;
using Confd.Engine.Running;
using Confd.Engine.Tests.Flags;
using Confd.Engine.Tests.Support;
using Confd.Engine.Validation;

namespace Confd.Engine.Tests.Validation;

public sealed class PreflightTests : IDisposable
{
    private static readonly BackendHealth Healthy = new(true, "fine", []);

    private const string Flags = "[flags]\ntable = \"flags\"\ncontext = { kind = \"host\", key = \"h1\" }";

    private readonly EngineFixture _fixture = new();
    private readonly MemoryFlagSource _source = new();

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
            "Running pre-flight checks...",
            "Checking global backend connectivity...",
            "Global backend: OK",
            "Loading template resources...",
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
    public async Task Run_KeysReportedAsAbsent_FailAndAreRenderedAsEmpty()
    {
        _fixture.Backend.Absent.Add("/zz/app");
        _fixture.AddResource("one", "prefix = \"zz\"", template: "");
        _fixture.AddResource("two", template: "");

        var failed = await Should.ThrowAsync<ValidationException>(() => RunAsync(Healthy));

        failed.Message.ShouldBe("1 template(s) failed key accessibility check");
        _fixture.Logger.Text.ShouldContain($"{_fixture.Directory["templates/one.tmpl"]}: backend error: does not exist: /zz/app");
        await using var engine = _fixture.CreateEngine();
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);
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

    [Fact]
    public async Task Run_ResourceBackendThrowsAnything_IsUnhealthyAndQuotesNothing()
    {
        _fixture.OtherBackends["other"] = new MemoryKeyBackend("other") { HealthError = new InvalidOperationException("hunter2") };
        _fixture.AddResource("one", tables: "[backend]\nbackend = \"other\"");

        var failure = await Should.ThrowAsync<ValidationException>(() => RunAsync(Healthy));

        var source = _fixture.Directory["templates/one.tmpl"];
        failure.Message.ShouldBe($"per-resource backend connectivity failed for {source}: an unexpected InvalidOperationException");
    }

    [Fact]
    public async Task Run_FlagsAndNoKeys_DoesNotWarn()
    {
        _fixture.AddResource("one", "keys = []", tables: Flags);

        await RunAsync(Healthy);

        _fixture.Logger.Text.ShouldContain($"Information   {_fixture.Directory["templates/one.tmpl"]}: reads no keys");
        _fixture.Logger.Count("Warning").ShouldBe(0);
    }

    [Fact]
    public async Task Run_NeitherKeysNorFlags_IsAWarning()
    {
        _fixture.AddResource("one", "keys = []");

        await RunAsync(Healthy);

        _fixture.Logger.Text.ShouldContain($"Warning {_fixture.Directory["templates/one.tmpl"]}: no keys found for prefix /");
    }

    [Fact]
    public async Task Run_Flags_AreReadOnceForAllResources()
    {
        _fixture.AddResource("one", "keys = []", tables: Flags);
        _fixture.AddResource("two", "keys = []", tables: Flags);

        await RunAsync(Healthy);

        _source.Reads.ShouldBe(1);
        _source.Contexts.Count.ShouldBe(2);
        _fixture.Logger.Text.ShouldContain($"  {_fixture.Directory["templates/one.tmpl"]}: flags read from the ");
    }

    [Fact]
    public async Task Run_FlagsCannotBeRead_Fails()
    {
        _source.Problem = "no such table";
        _fixture.AddResource("one", "keys = []", tables: Flags);

        var failure = await Should.ThrowAsync<ValidationException>(() => RunAsync(Healthy));

        failure.Message.ShouldBe("1 template(s) failed flag accessibility check");
        _fixture.Logger.Text.ShouldContain($"Error {_fixture.Directory["templates/one.tmpl"]}: flags: no such table");
    }

    [Fact]
    public async Task Run_Cancelled_IsNotAFailure()
    {
        using var stop = new CancellationTokenSource();
        _fixture.AddResource("one");

        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(
            async token =>
            {
                await stop.CancelAsync();
                return Healthy with { IsHealthy = !token.IsCancellationRequested };
            },
            stop.Token));

        _fixture.Logger.Count("Error").ShouldBe(0);
    }

    [Fact]
    public async Task Run_DeadlineElapses_Fails()
    {
        _fixture.AddResource("one");

        var failure = await Should.ThrowAsync<ValidationException>(() => RunAsync(
            token =>
            {
                _fixture.Clock.Advance(TimeSpan.FromSeconds(11));
                token.ThrowIfCancellationRequested();
                return Task.FromResult(Healthy);
            },
            CancellationToken.None));

        failure.Message.ShouldBe("the checks took longer than 10s: context deadline exceeded");
    }

    // As on a mount that hangs.
    [Fact]
    public async Task Run_BackendIgnoresCancellation_EndsAtTheDeadline()
    {
        _fixture.OtherBackends["other"] = new MemoryKeyBackend("other")
        {
            HealthAnswer = () =>
            {
                _fixture.Clock.Advance(TimeSpan.FromSeconds(11));
                return new TaskCompletionSource<BackendHealth>().Task;
            },
        };
        _fixture.AddResource("one", tables: "[backend]\nbackend = \"other\"");

        var failure = await Should.ThrowAsync<ValidationException>(
            () => RunAsync(Healthy).WaitAsync(TimeSpan.FromSeconds(30), Cancellation));

        failure.Message.ShouldBe("the checks took longer than 10s: context deadline exceeded");
    }

    private Task RunAsync(BackendHealth health) => RunAsync(_ => Task.FromResult(health), CancellationToken.None);

    private async Task RunAsync(Func<CancellationToken, Task<BackendHealth>> check, CancellationToken stop)
    {
        var parts = _fixture.CreateParts() with { OpenFlags = (_, _) => Task.FromResult<IFlagSource>(_source) };
        await using var engine = new ConfdEngine(new EngineOptions { ConfigDirectory = _fixture.Directory.Path }, parts);
        await new Preflight(engine, _fixture.Backend, check, _fixture.Logger).RunAsync(TimeSpan.FromSeconds(10), _fixture.Clock, stop);
    }
}

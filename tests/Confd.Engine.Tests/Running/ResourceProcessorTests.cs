using Confd.Backends;
using Confd.Engine.Running;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

/// <summary>What a cycle reports about a resource when more than one thing fails.</summary>
public sealed class ResourceProcessorTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    [Fact]
    public async Task RunOnce_BackendAndPendingReloadFail_ReportsBothAndUsesTheReloadsStatus()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        await DieInReloadAsync();
        _fixture.Backend.ReadError = new KeyBackendException("the table is away");
        _fixture.Commands.ExitStatus = _ => 7;
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.Failures.Select(failure => failure.Reason).ShouldBe(["the table is away", "exit status 7"]);
        _fixture.Logger.Count("exit status 7").ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task RunOnce_BackendFails_StillRunsThePendingReload()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        await DieInReloadAsync();
        _fixture.Backend.ReadError = new KeyBackendException("the table is away");
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.Failures.ShouldHaveSingleItem().Reason.ShouldBe("the table is away");
        _fixture.Commands.Commands.ShouldBe(["reload"]);
    }

    [Fact]
    public async Task RunOnce_OneFileOfManyFails_TheOthersAreMadeAndTheFailureNamesIt()
    {
        _fixture.Backend.Set("/app/tenants/acme/host", "a");
        _fixture.Backend.Set("/app/tenants/beta/host", "b");
        _fixture.Backend.Set("/app/tenants/zeta/host", "z");
        _fixture.AddResource(
            "tenants",
            $"for_each = \"/app/tenants\"\nkeys = []\ncheck_cmd = \"check {{{{.src}}}}\"\ndest = \"{_fixture.Out("{{.Name}}")}\"",
            template: "{{.Key}}/host");
        _fixture.Commands.ExitStatus = command => command.Contains("beta", StringComparison.Ordinal) ? 9 : 0;
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        var failure = result.Failures.ShouldHaveSingleItem();
        failure.Destination.ShouldBe(_fixture.Out("beta"));
        failure.CommandExitStatus.ShouldBe(9);
        Directory.GetFiles(_fixture.Directory["out"]).Order().ShouldBe([_fixture.Out("acme"), _fixture.Out("zeta")]);
    }

    [Fact]
    public async Task RunOnce_StoppedWhileItRenders_LeavesTheFileAndRunsWhatWasCollected()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _fixture.AddResource("a.conf", "reload_cmd = \"reload a\"\nreload_once = true");
        _fixture.AddResource("b.conf", "reload_cmd = \"reload b\"\nreload_once = true");
        var parts = _fixture.CreateParts() with
        {
            Render = _ => (path, input, output, token) =>
            {
                if (path.Contains("b.conf", StringComparison.Ordinal))
                {
                    stop.Cancel();
                    token.ThrowIfCancellationRequested();
                }

                EngineFixture.Render(path, input, output, token);
            },
        };
        await using var engine = new ConfdEngine(
            new EngineOptions { ConfigDirectory = _fixture.Directory.Path, StateDirectory = _fixture.Directory["state"] }, parts);

        await Should.ThrowAsync<OperationCanceledException>(() => engine.RunOnceAsync(stop.Token));

        File.Exists(_fixture.Out("a.conf")).ShouldBeTrue();
        File.Exists(_fixture.Out("b.conf")).ShouldBeFalse();
        _fixture.Commands.Commands.ShouldBe(["reload a"]);
    }

    public void Dispose() => _fixture.Dispose();

    private async Task DieInReloadAsync()
    {
        var runner = new HeldCommandRunner();
        var engine = _fixture.CreateEngine(runner: runner);
        var run = engine.RunOnceAsync(CancellationToken.None);
        var started = runner.NextAsync(Cancellation).AsTask();
        (await Task.WhenAny(started, run)).ShouldBe(started, _fixture.Logger.Text);
    }
}

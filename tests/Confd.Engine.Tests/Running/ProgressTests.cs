using Confd.Engine.Running;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

/// <summary>What a watchdog sees of a stalled loop.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly EngineFixture _fixture = new();
    private readonly LoopProgress _progress;

    public ProgressTests()
    {
        _progress = new LoopProgress(_fixture.Clock);
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Rendering_NeverEnds_IsAStallUntilItDoes()
    {
        using var stop = new CancellationTokenSource();
        using var held = new ManualResetEventSlim();
        var rendering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var parts = _fixture.CreateParts();
        await using var engine = new ConfdEngine(new EngineOptions { ConfigDirectory = _fixture.Directory.Path }, parts with
        {
            Progress = _progress,
            Render = _ => (path, input, output, token) =>
            {
                rendering.TrySetResult();
                held.Wait(Cancellation);
                EngineFixture.Render(path, input, output, token);
            },
        });
        var running = Task.Run(() => engine.PollAsync(stop.Token), Cancellation);
        await rendering.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        _progress.FindStall().ShouldBeNull();

        _fixture.Clock.Advance(TimeSpan.FromSeconds(61));
        _progress.FindStall().ShouldBe($"the update loop is stuck: updating {_fixture.Out("a.conf")} for 61 s");

        held.Set();
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _progress.FindStall().ShouldBeNull();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Command_WithinItsOwnLimit_IsNotAStall()
    {
        using var stop = new CancellationTokenSource();
        _fixture.AddResource("b.conf", "reload_cmd = \"held\"\nreload_cmd_timeout = \"10m\"");
        var held = new HeldCommandRunner();
        await using var engine = new ConfdEngine(
            new EngineOptions { ConfigDirectory = _fixture.Directory.Path }, _fixture.CreateParts(held) with { Progress = _progress });
        var running = Task.Run(() => engine.PollAsync(stop.Token), Cancellation);
        var command = await held.NextAsync(Cancellation);

        _fixture.Clock.Advance(TimeSpan.FromMinutes(9));

        _progress.FindStall().ShouldBeNull();
        command.Finish();
        await stop.CancelAsync();
        await running;
    }
}

using System.Runtime.InteropServices;
using Confd.Cli.Operation;
using Confd.Cli.Running;
using Confd.Cli.Signals;
using Confd.Cli.Tests.Support;
using Confd.Engine.Resources;
using Confd.Engine.Running;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Running;

public sealed class EngineDaemonTests : IDisposable
{
    private readonly CapturedHost _host = new();
    private readonly SystemdNotifier _systemd;

    public EngineDaemonTests() => _systemd = new SystemdNotifier(null, new FakeTimeProvider(), _host.Logger());

    public void Dispose() => _systemd.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGQUIT)]
    public async Task Run_StopSignal_CancelsTheEngineAndWaitsForIt(PosixSignal signal)
    {
        var finished = new TaskCompletionSource<RunResult>();
        var cancelled = new TaskCompletionSource();
        var stopping = new List<PosixSignal>();
        var running = NewDaemon(stopping.Add).RunAsync(
            token =>
            {
                token.Register(cancelled.SetResult);
                return finished.Task;
            },
            () => { });

        _host.Signals.Post(signal);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        running.IsCompleted.ShouldBeFalse();
        finished.SetResult(RunResult.Success);
        (await running).ShouldBe(RunResult.Success);
        stopping.ShouldBe([signal]);
    }

    [Fact]
    public async Task Run_Hup_ReloadsAndContinues()
    {
        var reloads = 0;
        var running = NewDaemon().RunAsync(UntilCancelledAsync, () => reloads++);

        _host.Signals.Post(PosixSignal.SIGHUP);
        _host.Signals.Post(PosixSignal.SIGHUP);
        _host.Signals.Post(PosixSignal.SIGTERM);
        await running;

        reloads.ShouldBe(2);
        _host.Output.ShouldContain("Captured SIGHUP. Reloading configuration...");
        _host.Output.ShouldContain("Reload notification sent to 1 subscriber(s)");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_SignalsForTheChild_ArePassedOnInOrder(bool passesHangup)
    {
        var passed = new List<int>();
        var daemon = new EngineDaemon(NewRun(), _systemd, _host.Logger()) { ForwardSignal = passed.Add, ForwardsHangup = passesHangup };
        _host.Signals.Post((PosixSignal)10);
        _host.Signals.Post(PosixSignal.SIGHUP);
        _host.Signals.Post((PosixSignal)28);
        _host.Signals.Post(PosixSignal.SIGTERM);

        await daemon.RunAsync(UntilCancelledAsync, () => { });

        passed.ShouldBe(passesHangup ? [10, 1, 28] : [10, 28]);
    }

    [Fact]
    public async Task Run_EngineNeverReturns_StillHandlesSignals()
    {
        using var held = new ManualResetEventSlim();
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var daemon = NewDaemon(_ => ending.SetResult());
        var running = Task.Run(
            () => daemon.RunAsync(
                _ =>
                {
                    held.Wait(CancellationToken.None);
                    return Task.FromResult(RunResult.Success);
                },
                () => { }),
            Cancellation);

        _host.Signals.Post(PosixSignal.SIGTERM);

        await ending.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        held.Set();
        await running;
    }

    [Fact]
    public async Task Run_EngineEndsByItself_EndsWithItsResult()
    {
        var result = new RunResult([new ResourceProblem("a.toml", "broken")], []);

        (await NewDaemon().RunAsync(_ => Task.FromResult(result), () => { })).ShouldBe(result);
    }

    [Fact]
    public async Task SignalQueue_RealSignal_IsCaught()
    {
        using var signals = SignalQueue.Listen();

        Environment.ProcessId.ShouldBeGreaterThan(0);
        using var kill = System.Diagnostics.Process.Start("kill", ["-HUP", Environment.ProcessId.ToString()]);

        (await signals.NextBeforeAsync(new TaskCompletionSource().Task)
            .WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(PosixSignal.SIGHUP);
    }

    private static async Task<RunResult> UntilCancelledAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
        return RunResult.Success;
    }

    private SignalledRun NewRun(Action<PosixSignal>? stopping = null) =>
        new(_host.Host, _host.Signals, TimeSpan.FromMinutes(1)) { Stopping = stopping ?? (_ => { }) };

    private EngineDaemon NewDaemon(Action<PosixSignal>? stopping = null) => new(NewRun(stopping), _systemd, _host.Logger());
}

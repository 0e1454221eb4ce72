using System.Runtime.InteropServices;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;

namespace Confd.Cli.Tests.Tools;

public sealed class DaemonCommandTests
{
    [Fact]
    public async Task Run_ReloadHangs_StillEndsBySignals()
    {
        var captured = new CapturedHost();
        var guarded = new TaskCompletionSource();
        var host = captured.Host with { EndWithin = _ => guarded.TrySetResult() };
        using var end = new ManualResetEventSlim();
        var reloading = new TaskCompletionSource();
        var run = DaemonCommand.RunAsync(host, UntilStoppedAsync, Cancellation, () =>
        {
            reloading.TrySetResult();
            end.Wait(Cancellation);
        });
        captured.Signals.Post(PosixSignal.SIGHUP);
        await reloading.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        captured.Signals.Post(PosixSignal.SIGTERM);

        (await run.WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).ShouldBe(0);
        guarded.Task.IsCompletedSuccessfully.ShouldBeTrue();
        end.Set();
    }

    [Fact]
    public async Task Run_ReloadFailsUnexpectedly_ReportsItAndTheNextIsDone()
    {
        var captured = new CapturedHost();
        var reloads = 0;
        var done = new TaskCompletionSource();
        var run = DaemonCommand.RunAsync(captured.Host, UntilStoppedAsync, Cancellation, () =>
        {
            if (++reloads == 1)
            {
                throw new InvalidOperationException("secret");
            }

            done.TrySetResult();
        });
        captured.Signals.Post(PosixSignal.SIGHUP);
        captured.Signals.Post(PosixSignal.SIGHUP);
        await done.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        captured.Signals.Post(PosixSignal.SIGTERM);
        (await run.WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).ShouldBe(0);

        captured.Error.ShouldStartWith("confd: error: reload after SIGHUP: internal error: System.InvalidOperationException");
    }

    [Fact]
    public async Task Run_StoppedBeforeItHasBegun_EndsWithZero()
    {
        var captured = new CapturedHost();
        var run = DaemonCommand.RunAsync(
            captured.Host, stop => new TaskCompletionSource<int>().Task.WaitAsync(stop), Cancellation);

        captured.Signals.Post(PosixSignal.SIGTERM);

        (await run.WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).ShouldBe(0);
    }

    private static async Task<int> UntilStoppedAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = stop.Register(() => stopped.TrySetResult());
        await stopped.Task;
        return 0;
    }
}

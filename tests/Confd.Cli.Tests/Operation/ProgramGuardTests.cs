using Confd.Cli.Operation;

namespace Confd.Cli.Tests.Operation;

public sealed class ProgramGuardTests
{
    [Fact]
    public async Task Wait_ShutdownNeverEnds_IsAborted()
    {
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var guard = new ProgramGuard(ended.SetResult);
        var waiting = Task.Run(() => guard.Wait(new TaskCompletionSource<int>().Task), Cancellation);

        guard.EndWithin(TimeSpan.FromMilliseconds(1));

        (await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation))
            .ShouldBe("the shutdown took too long and was aborted");
        (await waiting).ShouldBe(1);
    }

    [Fact]
    public async Task Wait_ProgramEnds_ReturnsItsStatus()
    {
        using var guard = new ProgramGuard(_ => throw new InvalidOperationException("it has ended by itself"));
        var program = new TaskCompletionSource<int>();
        var waiting = Task.Run(() => guard.Wait(program.Task), Cancellation);
        guard.EndWithin(TimeSpan.FromHours(1));

        program.SetResult(7);

        (await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(7);
    }

    [Fact]
    public void CanStart_NoLimit_IsTrue() => ThreadShortage.CanStart().ShouldBeTrue();

    [Fact]
    public void IsShortage_CauseOfACause_IsFound()
    {
        var cause = Activator.CreateInstance<OutOfMemoryException>();
        ThreadShortage.IsShortage(new InvalidOperationException("a", new TaskSchedulerException(cause))).ShouldBeTrue();
    }
}

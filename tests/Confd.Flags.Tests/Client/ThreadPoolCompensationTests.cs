using Confd.Flags.Client;

namespace Confd.Flags.Tests.Client;

/// <summary>Waiting on threads of the pool, whose numbers are the whole process's: not beside tests that wait as well.</summary>
[Collection(WholeProcess.Name)]
public sealed class ThreadPoolCompensationTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Wait_OnAPoolThread_AddsOneThreadUnlessThePoolIsLeft(bool leavesThreadPool, int more)
    {
        ThreadPool.GetMinThreads(out var before, out _);
        var end = new TaskCompletionSource();
        Thread? waiter = null;
        var waiting = Task.Run(
            () =>
            {
                Volatile.Write(ref waiter, Thread.CurrentThread);
                return ThreadPoolCompensation.Wait(end.Task, Timeout.InfiniteTimeSpan, new() { LeavesThreadPool = leavesThreadPool });
            },
            Cancellation);
        SpinWait.SpinUntil(() => Volatile.Read(ref waiter) is { ThreadState: var state } && state.HasFlag(ThreadState.WaitSleepJoin));

        ThreadPool.GetMinThreads(out var meanwhile, out _);
        end.SetResult();

        (await waiting).ShouldBeTrue();
        meanwhile.ShouldBe(before + more);
        ThreadPool.GetMinThreads(out var after, out _);
        after.ShouldBe(before);
    }
}

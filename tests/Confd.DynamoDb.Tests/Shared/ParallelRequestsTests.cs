using Confd.Shared;

namespace Confd.DynamoDb.Tests.Shared;

public sealed class ParallelRequestsTests
{
    [Fact]
    public async Task ForEach_CallerCancels_ThrowsTheFailureOfARequest()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        TaskCompletionSource[] started = [new(), new()];
        var silentEnded = new TaskCompletionSource();

        var run = ParallelRequests.ForEachAsync([0, 1], 2, RunAsync, end.Token);
        await Task.WhenAll(started.Select(each => each.Task)).WaitAsync(Cancellation);
        await end.CancelAsync();

        (await Should.ThrowAsync<IOException>(() => run)).Message.ShouldBe("throttled");

        async Task RunAsync(int number, CancellationToken stop)
        {
            try
            {
                started[number].SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            }
            catch (OperationCanceledException late) when (number == 1)
            {
                // The one with nothing to say is the first to end.
                await silentEnded.Task.WaitAsync(Cancellation);
                throw new IOException("throttled", late);
            }
            finally
            {
                silentEnded.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task ForEach_CallerCancelsWithoutAFailure_IsCancelled()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var run = ParallelRequests.ForEachAsync(
            [1, 2, 3], 2, (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop), end.Token);
        await end.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task ForEach_OneFails_EndsTheOthersAndThrowsItsFailure()
    {
        var run = ParallelRequests.ForEachAsync(
            [1, 2, 3],
            2,
            (number, stop) => number == 1
                ? throw new IOException("denied")
                : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop),
            Cancellation);

        (await Should.ThrowAsync<IOException>(() => run)).Message.ShouldBe("denied");
    }
}

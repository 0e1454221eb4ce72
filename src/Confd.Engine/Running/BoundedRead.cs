using Confd.Engine.Posix;
using Confd.GoTemplate;

namespace Confd.Engine.Running;

/// <summary>Waits for a read that is told to end at a time limit, so that what it says about its delay is heard.</summary>
/// <remarks>A read that was throttled until the end knows that; its caller knows only that time is up.</remarks>
internal static class BoundedRead
{
    // Not by the engine's clock: nothing is waited for but the way of an exception through code that has been told to end.
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);

    // What no timer measures has passed before the read begins.
    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(1);

    /// <summary>Reads within a time limit; whatever the read throws is a failure of this source alone, a cancellation of its own
    /// too.</summary>
    /// <param name="read">The read; may be slow to notice that it is cancelled, and is left behind then.</param>
    /// <param name="tooLate">The reason where the limit has passed.</param>
    /// <param name="timeout">The limit; zero for none.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="stop">The end of the run.</param>
    /// <returns>The result, or the reason why there is none.</returns>
    /// <exception cref="OperationCanceledException">The run is to end.</exception>
    public static async Task<(T? Result, ErrorText? Reason)> RunAsync<T>(
        Func<CancellationToken, Task<T>> read, ErrorText tooLate, TimeSpan timeout, TimeProvider clock, CancellationToken stop)
        where T : class
    {
        using var limit = new CancellationTokenSource(timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan, clock);
        if (timeout > TimeSpan.Zero && timeout < ShortestTimer)
        {
            await limit.CancelAsync().ConfigureAwait(false);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return (await WaitAsync(read(end.Token), limit.Token, stop).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Of the tokens that hang on the end of the run the wait's is told first: the read has to hear of it before its own is gone.
            await end.CancelAsync().ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (null, tooLate);
        }
        catch (Exception exception)
        {
            return (null, FailureText.Of(exception));
        }
    }

    /// <summary>The result of a read, or its own failure where it ends with one soon after the limit.</summary>
    /// <param name="read">Has been given a token that ends with the limit and with <paramref name="stop"/>.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="stop">The end of the run: nothing is waited for any more.</param>
    /// <exception cref="OperationCanceledException">The run is to end, or the read does not react to its limit: it is left
    /// behind.</exception>
    public static async Task<T> WaitAsync<T>(Task<T> read, CancellationToken limit, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit, stop);
        try
        {
            return await read.WaitAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested && !read.IsCompleted)
        {
            try
            {
                return await read.WaitAsync(LastWord, TimeProvider.System, stop).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!read.IsCompleted)
            {
                throw new OperationCanceledException(limit);
            }
        }
    }
}

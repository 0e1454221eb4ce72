namespace Confd.Engine.Running;

/// <summary>Waits for a read that is told to end at a time limit, so that what it says about its delay is heard.</summary>
/// <remarks>A read that was throttled until the end knows that; its caller knows only that time is up.</remarks>
internal static class BoundedRead
{
    // Not by the engine's clock: nothing is waited for but the way of an exception through code that has been told to end.
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);

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

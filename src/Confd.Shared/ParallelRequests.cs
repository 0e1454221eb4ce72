namespace Confd.Shared;

/// <summary>Sends requests for many items, some in parallel.</summary>
internal static class ParallelRequests
{
    /// <summary>Runs <paramref name="body"/> for each item; the first failure ends the others.</summary>
    /// <remarks>Unlike <see cref="Parallel.ForEachAsync{TSource}(IEnumerable{TSource}, ParallelOptions, Func{TSource,
    /// CancellationToken, ValueTask})"/> with a token in its options, it keeps the exception of a request that the caller cancelled, which
    /// names why it took so long.</remarks>
    /// <param name="items">The items to request.</param>
    /// <param name="most">How many run in parallel.</param>
    /// <param name="body">Gets a token that is cancelled by the caller and by the first failure, and has to react to it.</param>
    /// <param name="cancellationToken">Cancels all of it.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled, and no request failed with another exception; the inner
    /// one is what a request was waiting for, if it said so.</exception>
    public static async Task ForEachAsync<T>(
        IEnumerable<T> items, int most, Func<T, CancellationToken, Task> body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Exception? reason = null;
        try
        {
            await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = most }, RunAsync).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (reason is not null)
        {
            throw reason;
        }

        async ValueTask RunAsync(T item, CancellationToken stop)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
            try
            {
                await body(item, end.Token).ConfigureAwait(false);
            }
            catch (Exception failed) when (failed is not OperationCanceledException { InnerException: null })
            {
                reason ??= failed;
                throw;
            }
        }
    }
}

using System.Globalization;

namespace Confd.Flags.Storage;

/// <summary>Reads of a store that end at a bound, also where the store takes no notice of being cancelled.</summary>
internal static class BoundedStoreRead
{
    /// <summary>Runs a read for at most so long.</summary>
    /// <exception cref="TimeoutException">The bound has passed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was requested.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> read, TimeSpan longest, TimeProvider clock, CancellationToken stop)
    {
        using var bound = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, stop);
        Task<T>? reading = null;
        try
        {
            reading = read(either.Token);
            return await reading.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException problem) when (bound.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"the store did not answer within {longest.TotalSeconds:0.###} s"), problem);
        }
        finally
        {
            if (reading is { IsCompleted: false })
            {
                // Given up: how it ends is nobody's matter.
                _ = reading.ContinueWith(static late => _ = late.Exception, TaskContinuationOptions.ExecuteSynchronously);
            }
        }
    }
}

using System.Globalization;
using Confd.Following;

namespace Confd.Flags.Storage;

/// <summary>Reads a store with a time limit, also where the store ignores cancellation.</summary>
internal static class BoundedStoreRead
{
    /// <summary>Runs a read with a time limit.</summary>
    /// <exception cref="TimeoutException">The time limit has passed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was requested.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> read, TimeSpan longest, TimeProvider clock, CancellationToken stop)
    {
        using var limit = new TimeLimit(longest, clock, stop);
        try
        {
            return await limit.RunAsync(read).ConfigureAwait(false);
        }
        catch (OperationCanceledException problem) when (limit.HasPassed)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"the store did not answer within {longest.TotalSeconds:0.###} s"), problem);
        }
    }

    /// <summary>As <see cref="RunAsync"/>, but calls the store on a pool thread: also where the store blocks its caller's thread, or
    /// continues in its synchronization context.</summary>
    /// <exception cref="TimeoutException">The time limit has passed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was requested.</exception>
    public static Task<T> RunDetachedAsync<T>(
        Func<CancellationToken, Task<T>> read, TimeSpan longest, TimeProvider clock, CancellationToken stop) =>
        RunAsync(token => Task.Run(() => read(token), token), longest, clock, stop);
}

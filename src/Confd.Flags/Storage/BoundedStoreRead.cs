using System.Globalization;
using Confd.Following;

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
}

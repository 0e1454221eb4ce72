using Confd.Engine.Posix;
using Confd.Following;
using Confd.GoTemplate;

namespace Confd.Engine.Running;

/// <summary>Waits for a read that is told to end at a time limit, so that what it says about its delay is heard.</summary>
/// <remarks>A read that was throttled until the end knows that; its caller knows only that time is up.</remarks>
internal static class BoundedRead
{
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
        using var limit = new TimeLimit(timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan, clock, stop) { HearsLastWord = true };
        try
        {
            return (await limit.RunAsync(read).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (limit.HasPassed)
        {
            return (null, tooLate);
        }
        catch (Exception exception)
        {
            return (null, FailureText.Of(exception));
        }
    }
}

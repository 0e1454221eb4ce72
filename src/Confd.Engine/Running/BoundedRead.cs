using Confd.Engine.Posix;
using Confd.Following;
using Confd.GoTemplate;

namespace Confd.Engine.Running;

/// <summary>Waits for a read with a time limit, and briefly for the read's own error after the limit, which may name the cause.</summary>
/// <remarks>A read that was throttled until the end reports that; its caller could only report that the time is up.</remarks>
internal static class BoundedRead
{
    /// <summary>Reads within a time limit; every exception of the read is a failure of this source only, even a cancellation of its
    /// own.</summary>
    /// <param name="read">The read; it may react slowly to the cancellation, and is then abandoned.</param>
    /// <param name="tooLate">The reason where the limit has passed.</param>
    /// <param name="timeout">The limit; zero for none.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="stop">The end of the run.</param>
    /// <returns>The result, or the reason why there is none.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static async Task<(T? Result, ErrorText? Reason)> RunAsync<T>(
        Func<CancellationToken, Task<T>> read, ErrorText tooLate, TimeSpan timeout, TimeProvider clock, CancellationToken stop)
        where T : class
    {
        var time = timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan;
        using var limit = new TimeLimit(time, clock, stop) { WaitsForFinalError = true };
        try
        {
            return (await limit.RunAsync(read).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException late) when (limit.HasPassed)
        {
            return (null, FailureText.AwaitedBy(late) is { } awaited ? ErrorText.Format($"{tooLate}: {awaited}") : tooLate);
        }
        catch (Exception exception)
        {
            return (null, FailureText.Of(exception));
        }
    }
}

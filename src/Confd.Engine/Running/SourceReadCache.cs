using Confd.Engine.Documents;

namespace Confd.Engine.Running;

/// <summary>The readings that one cycle makes of sources of one kind: each source is read once, for all callers, successfully or
/// not.</summary>
/// <remarks>Belongs to one loop: not safe to share between threads.</remarks>
/// <typeparam name="TSource">A backend or a source of flags.</typeparam>
/// <typeparam name="TReading">The reading of a source.</typeparam>
/// <param name="timeout">The time limit of one; zero for none.</param>
/// <param name="context">Its clock measures time; its turns allow one reading of a source at a time.</param>
internal sealed class SourceReadCache<TSource, TReading>(TimeSpan timeout, RunContext context)
    where TSource : class
    where TReading : class
{
    private readonly Dictionary<TSource, Task<SourceReading<TReading>>> _readings = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<TSource> _reported = new(ReferenceEqualityComparer.Instance);

    /// <summary>The reading of this cycle, started at the first call.</summary>
    /// <param name="source">The source.</param>
    /// <param name="what">Its name, for the error that it took too long: <c>backend dynamodb</c>.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="stop">The end of the run.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> cancelled it.</exception>
    public Task<SourceReading<TReading>> GetAsync(
        TSource source, string what, Func<CancellationToken, Task<TReading>> read, CancellationToken stop)
    {
        if (!_readings.TryGetValue(source, out var reading))
        {
            reading = ReadAsync(source, what, read, stop);
            _readings.Add(source, reading);
        }

        return reading;
    }

    /// <summary>True once for each source: the outcome of its reading is reported once, not for each of its resources.</summary>
    public bool IsFirstReport(TSource source) => _reported.Add(source);

    private async Task<SourceReading<TReading>> ReadAsync(
        TSource source, string what, Func<CancellationToken, Task<TReading>> read, CancellationToken stop)
    {
        // One reading of a source at a time; that of another cycle may still be in progress. A reading that ignores its cancellation is
        // abandoned: a source that hung once may have recovered.
        var turn = context.Turns.GetValue(source, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var started = context.Clock.GetTimestamp();
            var tooLate = $"context deadline exceeded ({what} took longer than {DurationText.Format(timeout)})";
            var (result, reason) = await BoundedRead.RunAsync(read, tooLate, timeout, context.Clock, stop).ConfigureAwait(false);
            return new SourceReading<TReading>(result, reason, context.Clock.GetElapsedTime(started));
        }
        finally
        {
            turn.Release();
        }
    }
}

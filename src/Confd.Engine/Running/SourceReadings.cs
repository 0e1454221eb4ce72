using Confd.Engine.Backends;
using Confd.Engine.Documents;

namespace Confd.Engine.Running;

/// <summary>The readings that one cycle makes of sources of one kind: each source is read once, for whoever asks, well or not.</summary>
/// <remarks>Belongs to one loop: not safe to share between threads.</remarks>
/// <typeparam name="TSource">A backend or a source of flags.</typeparam>
/// <typeparam name="TReading">What a source gives.</typeparam>
/// <param name="timeout">How long one may take; zero: as long as it wants.</param>
/// <param name="context">Its clock measures it, and its turns keep readings of one source apart.</param>
internal sealed class SourceReadings<TSource, TReading>(TimeSpan timeout, RunContext context)
    where TSource : class
    where TReading : class
{
    private readonly Dictionary<TSource, Task<SourceReading<TReading>>> _readings = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<TSource> _told = new(ReferenceEqualityComparer.Instance);

    /// <summary>The reading of this cycle, begun where nobody has asked for it yet.</summary>
    /// <param name="source">The source.</param>
    /// <param name="what">What it is called, for the reason that it took too long: <c>backend dynamodb</c>.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="stop">The end of the run.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> ended it.</exception>
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

    /// <summary>True once for each source: how its reading went is told once, not for each of its resources.</summary>
    public bool IsToBeTold(TSource source) => _told.Add(source);

    private async Task<SourceReading<TReading>> ReadAsync(
        TSource source, string what, Func<CancellationToken, Task<TReading>> read, CancellationToken stop)
    {
        // A source is asked for one reading at a time, and that of another cycle may still be under way. One that does not hear of its end
        // is left behind: whoever hung once may be well again.
        var turn = context.Turns.GetValue(source, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var started = context.Clock.GetTimestamp();
            var tooLate = $"{BackendHealthCheck.TooLate} ({what} took longer than {DurationText.Format(timeout)})";
            var (result, reason) = await BoundedRead.RunAsync(read, tooLate, timeout, context.Clock, stop).ConfigureAwait(false);
            return new SourceReading<TReading>(result, reason, context.Clock.GetElapsedTime(started));
        }
        finally
        {
            turn.Release();
        }
    }
}

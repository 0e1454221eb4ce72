using System.Globalization;

namespace Confd.Engine.Running;

/// <summary>
/// Detects whether the loop that updates files makes progress: the loop reports each step with its time limit, or how long it waits, and
/// monitors of the program (a watchdog, <c>/health</c>) check whether that time has passed.
/// </summary>
/// <remarks>Safe to share between threads.</remarks>
/// <param name="clock">Measures the time.</param>
internal sealed class LoopProgress(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private Step _current = new("", 0, null);

    private sealed record Step(string Name, long Started, TimeSpan? Limit);

    /// <summary>The time that a step may take beyond its own time limit: rendering, comparing and writing are not limited but take
    /// less.</summary>
    /// <value>60 seconds.</value>
    public static TimeSpan Slack { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Reports that the loop begins a step.</summary>
    /// <param name="step">The step, in words for the operator; names only.</param>
    /// <param name="limit">The step's own time limit; null for none.</param>
    public void Working(string step, TimeSpan? limit) => Set(new Step(step, clock.GetTimestamp(), limit));

    /// <summary>Reports that the loop waits.</summary>
    /// <param name="time">How long; null or negative: until an event.</param>
    public void Waiting(TimeSpan? time) => Set(new Step("waiting", clock.GetTimestamp(), time < TimeSpan.Zero ? null : time));

    /// <summary>Runs a step inside another one, and returns to that.</summary>
    internal async Task<T> DuringAsync<T>(string step, TimeSpan? limit, Func<Task<T>> work)
    {
        var outer = _current;
        Working(step, limit);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            Set(outer with { Started = clock.GetTimestamp() });
        }
    }

    /// <summary>Checks whether the loop is stuck.</summary>
    /// <returns>The step in which it is stuck and for how long; null where it makes progress.</returns>
    public string? FindStall()
    {
        Step step;
        lock (_lock)
        {
            step = _current;
        }

        var elapsed = clock.GetElapsedTime(step.Started);
        return step.Limit is { } limit && elapsed > limit + Slack
            ? string.Create(CultureInfo.InvariantCulture, $"the update loop is stuck: {step.Name} for {(long)elapsed.TotalSeconds} s")
            : null;
    }

    private void Set(Step step)
    {
        lock (_lock)
        {
            _current = step;
        }
    }
}

using System.Globalization;

namespace Confd.Engine.Running;

/// <summary>
/// Whether the loop that updates files goes on: it says what it begins and how long that may take, or until when it waits, and whoever
/// watches over the program (a watchdog, <c>/health</c>) asks whether that time has passed.
/// </summary>
/// <remarks>Safe for use by several threads.</remarks>
/// <param name="clock">Measures the time.</param>
internal sealed class LoopProgress(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private Step _current = new("", 0, null);

    private sealed record Step(string Name, long Started, TimeSpan? Limit);

    /// <summary>What a step may take beyond its own time limit: rendering, comparing and writing are not limited but take no such
    /// time.</summary>
    /// <value>60 seconds.</value>
    public static TimeSpan Slack { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Says that the loop begins a step.</summary>
    /// <param name="step">What it does, in words for the operator; names only.</param>
    /// <param name="limit">The step's own time limit; null where it has none and may take as long as it likes.</param>
    public void Working(string step, TimeSpan? limit) => Set(new Step(step, clock.GetTimestamp(), limit));

    /// <summary>Says that the loop waits.</summary>
    /// <param name="time">How long; null or negative for until something happens.</param>
    public void Waiting(TimeSpan? time) => Set(new Step("waiting", clock.GetTimestamp(), time < TimeSpan.Zero ? null : time));

    /// <summary>Does something that is a step of its own, and goes back to the step that it is part of.</summary>
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

    /// <summary>Finds out whether the loop is stuck.</summary>
    /// <returns>What it is stuck in and for how long; null where it goes on.</returns>
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

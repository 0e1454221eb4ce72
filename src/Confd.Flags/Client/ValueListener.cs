using Confd.Flags.Contexts;

namespace Confd.Flags.Client;

/// <summary>Reports changes of one flag's value for one context.</summary>
/// <param name="flagKey">The flag.</param>
/// <param name="read">Returns the current value.</param>
/// <param name="onChange">Called with each change.</param>
internal sealed class ValueListener(string flagKey, Func<FlagValue> read, Action<FlagValueChange> onChange) : IDisposable
{
    private readonly Lock _lock = new();
    private Action _end = () => { };
    private FlagValue _last;

    /// <summary>Starts to listen.</summary>
    /// <param name="subscribe">Makes the source of changes call <see cref="Look"/>, never concurrently.</param>
    /// <param name="end">Ends the subscription.</param>
    public ValueListener Begin(Action subscribe, Action end)
    {
        _end = end;
        lock (_lock)
        {
            // In this order: a change in between waits, and is reported.
            subscribe();
            _last = read();
        }

        return this;
    }

    /// <summary>Compares the current value with the last one, after something has changed.</summary>
    public void Look()
    {
        FlagValue before;
        FlagValue after;
        lock (_lock)
        {
            (before, after) = (_last, read());
            _last = after;
        }

        if (before != after)
        {
            onChange(new FlagValueChange(flagKey, before, after));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _end();
}

using Confd.Flags.Contexts;

namespace Confd.Flags.Client;

/// <summary>Tells of one flag's value for one context when it has become another.</summary>
/// <param name="flagKey">The flag.</param>
/// <param name="read">Answers its value now.</param>
/// <param name="onChange">Is told.</param>
internal sealed class ValueListener(string flagKey, Func<FlagValue> read, Action<FlagValueChange> onChange) : IDisposable
{
    private readonly Lock _lock = new();
    private Action _end = () => { };
    private FlagValue _last;

    /// <summary>Begins to listen.</summary>
    /// <param name="subscribe">Makes whoever hears of changes call <see cref="Look"/>, never twice at a time.</param>
    /// <param name="end">Ends that.</param>
    public ValueListener Begin(Action subscribe, Action end)
    {
        _end = end;
        lock (_lock)
        {
            // In this order: a change in between waits, and is told.
            subscribe();
            _last = read();
        }

        return this;
    }

    /// <summary>Something has changed: looks whether that is the value.</summary>
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

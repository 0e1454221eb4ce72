using Confd.Flags.Contexts;

namespace Confd.Flags.Client;

/// <content>Listeners of one flag's value.</content>
public sealed partial class FlagClient
{
    /// <summary>Calls a function whenever a flag comes to answer another value for a context.</summary>
    /// <param name="flagKey">The flag; it need not be there yet.</param>
    /// <param name="context">For whom.</param>
    /// <param name="onChange">Called on the thread that read the store; what it throws is logged.</param>
    /// <returns>Dispose it to end the calls.</returns>
    /// <exception cref="NotSupportedException">The store is read through: nothing is held that could change.</exception>
    public IDisposable ListenForValue(string flagKey, EvaluationContext context, Action<FlagValueChange> onChange)
    {
        ArgumentNullException.ThrowIfNull(flagKey);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(onChange);
        if (_readThrough is not null)
        {
            throw new NotSupportedException(
                $"a client with {nameof(FlagClientOptions.ReadThrough)} holds no flags, so that it cannot tell when they change");
        }

        return new ValueListener(this, flagKey, context, onChange);
    }

    // No event and no hook: nobody asked for the flag.
    private FlagValue ValueOf(string flagKey, EvaluationContext context) => _snapshot is { } snapshot
        ? Evaluate(snapshot, snapshot.Evaluator, flagKey, context, FlagValue.Null, VariationTypes.Json).Value
        : FlagValue.Null;

    private sealed class ValueListener : IDisposable
    {
        private readonly FlagClient _client;
        private readonly string _flagKey;
        private readonly EvaluationContext _context;
        private readonly Action<FlagValueChange> _onChange;
        private readonly Lock _lock = new();
        private FlagValue _last;

        public ValueListener(FlagClient client, string flagKey, EvaluationContext context, Action<FlagValueChange> onChange)
        {
            (_client, _flagKey, _context, _onChange) = (client, flagKey, context, onChange);
            lock (_lock)
            {
                // In this order: a change in between waits, and is told.
                client.SnapshotChanged += OnSnapshotChanged;
                _last = client.ValueOf(flagKey, context);
            }
        }

        public void Dispose() => _client.SnapshotChanged -= OnSnapshotChanged;

        // Readings never overlap, so this does not run twice at a time.
        private void OnSnapshotChanged(object? sender, FlagSnapshotEventArgs change)
        {
            FlagValue before;
            FlagValue after;
            lock (_lock)
            {
                (before, after) = (_last, _client.ValueOf(_flagKey, _context));
                _last = after;
            }

            if (before != after)
            {
                _onChange(new FlagValueChange(_flagKey, before, after));
            }
        }
    }
}

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

        var listener = new ValueListener(flagKey, () => ValueOf(flagKey, context), onChange);
        return listener.Begin(() => SnapshotChanged += OnSnapshot, () => SnapshotChanged -= OnSnapshot);

        void OnSnapshot(object? sender, FlagSnapshotEventArgs change) => listener.Look();
    }

    // No event and no hook: nobody asked for the flag.
    private FlagValue ValueOf(string flagKey, EvaluationContext context) => _snapshot is { } snapshot
        ? Evaluate(snapshot, snapshot.Evaluator, flagKey, context, FlagValue.Null, VariationTypes.Json).Value
        : FlagValue.Null;
}

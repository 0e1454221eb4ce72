using Confd.DynamoDb.Changes;

namespace Confd.DynamoDb.Watching;

/// <summary>One of those who get what a <see cref="SharedStream"/> reads.</summary>
/// <param name="stream">The reader.</param>
/// <param name="health">Ends the reader's share in the health of the listener's requests.</param>
internal sealed class StreamSubscription(SharedStream stream, IDisposable? health) : ITableFollower
{
    // What came before the start.
    private readonly List<Action<IChangeListener>> _waiting = [];
    private IChangeListener? _listener;
    private Action? _looked;

    /// <summary>As <see cref="Start(IChangeListener)"/>; <paramref name="looked"/> is called after each read of the stream.</summary>
    public void Start(IChangeListener listener, Action looked)
    {
        _looked = looked;
        Start(listener);
    }

    /// <inheritdoc/>
    public void Start(IChangeListener listener) => stream.Use(this, () =>
    {
        _listener = listener;
        _waiting.ForEach(report => report(listener));
        _waiting.Clear();
    });

    /// <summary>Reports something of the stream; called by the reader, one at a time.</summary>
    public void Report(Action<IChangeListener> report)
    {
        if (_listener is null)
        {
            _waiting.Add(report);
        }
        else
        {
            report(_listener);
        }
    }

    /// <summary>The stream was read.</summary>
    public void Tick() => _looked?.Invoke();

    /// <summary>Stops following, without notifying the listener; the reader stops with the last one.</summary>
    public async ValueTask DisposeAsync()
    {
        await stream.LeaveAsync(this).ConfigureAwait(false);
        health?.Dispose();
    }
}

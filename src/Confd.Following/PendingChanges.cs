namespace Confd.Following;

/// <summary>Names of what has changed, kept until somebody asks, and the failure that ends it all.</summary>
/// <remarks>Any thread may report; one loop at a time waits.</remarks>
public sealed class PendingChanges
{
    private readonly ChangeSignal _signal = new();
    private readonly Lock _lock = new();
    private HashSet<string> _names = new(StringComparer.Ordinal);
    private bool _isAnything;
    private Exception? _failure;

    /// <summary>Adds names; none is no change.</summary>
    /// <param name="names">What has changed.</param>
    public void Report(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        lock (_lock)
        {
            var count = _names.Count;
            _names.UnionWith(names);
            if (_names.Count > count)
            {
                _signal.Set();
            }
        }
    }

    /// <summary>Anything may have changed.</summary>
    public void ReportAnything()
    {
        lock (_lock)
        {
            _isAnything = true;
            _signal.Set();
        }
    }

    /// <summary>No more changes will be heard of: whoever waits, now or later, gets this failure.</summary>
    /// <param name="failure">The first counts.</param>
    public void Break(Exception failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
            _signal.Set();
        }
    }

    /// <summary>Completes when there is a change that no earlier call returned.</summary>
    /// <returns>The names; empty for "anything may have changed".</returns>
    /// <remarks>A wait that is cancelled takes nothing.</remarks>
    public async Task<IReadOnlySet<string>> WaitAsync(CancellationToken cancellationToken)
    {
        await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            _signal.TryTake();
            var names = _isAnything ? [] : _names;
            _names = new HashSet<string>(StringComparer.Ordinal);
            _isAnything = false;
            return names;
        }
    }
}

using Confd.Following;

namespace Confd.Backends;

/// <summary>Collects the changes that a watch receives until a caller takes them: for implementations of <see cref="KeyWatch"/>.</summary>
/// <remarks>Any thread may add; one caller at a time waits.</remarks>
public sealed class KeyChanges
{
    private readonly Lock _lock = new();
    private HashSet<string> _keys = new(StringComparer.Ordinal);
    private bool _isEverything;
    private KeyBackendException? _failure;
    private readonly ChangeSignal _signal = new();

    /// <summary>Adds a changed key.</summary>
    /// <param name="key">The full key.</param>
    public void Add(string key)
    {
        lock (_lock)
        {
            _keys.Add(key);
            _signal.Set();
        }
    }

    /// <summary>Notes that any key may have changed.</summary>
    public void AddEverything()
    {
        lock (_lock)
        {
            _isEverything = true;
            _signal.Set();
        }
    }

    /// <summary>Notes that no more changes will arrive; the first reason counts.</summary>
    /// <param name="failure">Thrown to all later callers.</param>
    public void Break(KeyBackendException failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
            _signal.Set();
        }
    }

    /// <summary>Waits for changes and takes them: the result of <see cref="KeyWatch.WaitForChangeAsync"/>.</summary>
    /// <exception cref="KeyBackendException">No more changes will arrive.</exception>
    public async Task<IReadOnlySet<string>> WaitAsync(CancellationToken cancellationToken)
    {
        await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            var keys = _isEverything ? new HashSet<string>() : _keys;
            _keys = new HashSet<string>(StringComparer.Ordinal);
            _isEverything = false;
            _signal.TryTake();
            return keys;
        }
    }
}

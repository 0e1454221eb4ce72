using Confd.Following;

namespace Confd.Backends;

/// <summary>Keeps what a watch hears until somebody asks for it: for the implementation of a <see cref="KeyWatch"/>.</summary>
/// <remarks>Any thread may add; one at a time waits.</remarks>
public sealed class KeyChanges
{
    private readonly Lock _lock = new();
    private HashSet<string> _keys = new(StringComparer.Ordinal);
    private bool _isEverything;
    private KeyBackendException? _failure;
    private readonly ChangeSignal _heard = new();

    /// <summary>Notes that a key has changed.</summary>
    /// <param name="key">The full key.</param>
    public void Add(string key)
    {
        lock (_lock)
        {
            _keys.Add(key);
            _heard.Set();
        }
    }

    /// <summary>Notes that anything may have changed.</summary>
    public void AddEverything()
    {
        lock (_lock)
        {
            _isEverything = true;
            _heard.Set();
        }
    }

    /// <summary>Notes that nothing more will be heard; the first reason counts.</summary>
    /// <param name="failure">What everybody who waits from now on gets.</param>
    public void Break(KeyBackendException failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
            _heard.Set();
        }
    }

    /// <summary>What <see cref="KeyWatch.WaitForChangeAsync"/> answers.</summary>
    /// <exception cref="KeyBackendException">Nothing more will be heard.</exception>
    public async Task<IReadOnlySet<string>> WaitAsync(CancellationToken cancellationToken)
    {
        await _heard.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            var keys = _isEverything ? new HashSet<string>() : _keys;
            _keys = new HashSet<string>(StringComparer.Ordinal);
            _isEverything = false;
            _heard.TryTake();
            return keys;
        }
    }
}

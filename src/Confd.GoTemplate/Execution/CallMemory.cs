namespace Confd.GoTemplate.Execution;

/// <summary>
/// What calls within each other keep of the memory: an endless recursion may use it up long before its depth is reached, of which Go dies.
/// </summary>
/// <remarks>A run keeps no more than it has made itself, and no more than the process has come to use: beyond the limit are both. What
/// other threads make and keep fails no run that makes little.</remarks>
internal struct CallMemory
{
    private long _maxBytes;
    private long _usedBefore;
    private long _made;
    private long _checkAt;
    private long _threadMade;
    private int _thread;

    /// <summary>Remembers what is used before the deep calls.</summary>
    public void Begin(long maxBytes)
    {
        _maxBytes = maxBytes;
        _usedBefore = GC.GetTotalMemory(forceFullCollection: false);
        (_made, _checkAt) = (0, maxBytes);
        (_thread, _threadMade) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>False where the calls since <see cref="Begin"/> keep more than the limit, garbage not counted.</summary>
    public bool IsWithinLimit()
    {
        CountMade();
        if (_made <= _checkAt || GC.GetTotalMemory(forceFullCollection: false) - _usedBefore <= _maxBytes)
        {
            return true;
        }

        GC.Collect();
        _checkAt = _made + _maxBytes;
        return GC.GetTotalMemory(forceFullCollection: false) - _usedBefore <= _maxBytes;
    }

    // Deep calls go on on other threads. What one makes before it is first looked at is little.
    private void CountMade()
    {
        var (thread, threadMade) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
        _made += thread == _thread ? threadMade - _threadMade : 0;
        (_thread, _threadMade) = (thread, threadMade);
    }
}

namespace Confd.GoTemplate.Execution;

/// <summary>
/// Limits the memory that nested calls keep: an endless recursion may exhaust it long before its depth limit, which would crash Go.
/// </summary>
/// <remarks>A run keeps at most what it has allocated itself, and at most the growth of the process: it fails if both exceed the limit. So
/// allocations of other threads do not fail a run that allocates little.</remarks>
internal struct CallMemory
{
    private long _maxBytes;
    private long _usedBefore;
    private long _made;
    private long _checkAt;
    private long _threadMade;
    private int _thread;

    /// <summary>Records the memory in use before the deep calls.</summary>
    public void Begin(long maxBytes)
    {
        _maxBytes = maxBytes;
        _usedBefore = GC.GetTotalMemory(forceFullCollection: false);
        (_made, _checkAt) = (0, maxBytes);
        (_thread, _threadMade) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>False where the calls since <see cref="Begin"/> keep more than the limit, not counting garbage.</summary>
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

    // Deep calls continue on other threads. What one allocates before its first check is little.
    private void CountMade()
    {
        var (thread, threadMade) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
        _made += thread == _thread ? threadMade - _threadMade : 0;
        (_thread, _threadMade) = (thread, threadMade);
    }
}

namespace Confd.GoTemplate.Execution;

/// <summary>
/// What calls within each other keep of the memory: an endless recursion may use it up long before its depth is reached, of which Go dies.
/// </summary>
internal struct CallMemory(long maxBytes)
{
    private long _usedBefore;
    private long _checkAt;

    /// <summary>Remembers what is used before the deep calls.</summary>
    public void Begin()
    {
        _usedBefore = GC.GetTotalMemory(forceFullCollection: false);
        _checkAt = _usedBefore + maxBytes;
    }

    /// <summary>False where the calls since <see cref="Begin"/> keep more than the limit, garbage not counted.</summary>
    public bool IsWithinLimit()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) <= _checkAt)
        {
            return true;
        }

        GC.Collect();
        var used = GC.GetTotalMemory(forceFullCollection: false);
        _checkAt = used + maxBytes;
        return used - _usedBefore <= maxBytes;
    }
}

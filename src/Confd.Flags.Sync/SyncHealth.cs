using Confd.Flags.Storage;

namespace Confd.Flags.Sync;

/// <summary>The state of the source and of the table, from which <see cref="FlagSyncState"/> is derived. Thread-safe.</summary>
internal sealed class SyncHealth(TimeProvider clock)
{
    // A check may take time; after this number of intervals without one, the state is unknown.
    private const int ChecksUntilUnknown = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<ItemName, FlagItemRefusedException> _refusedItems = [];
    private DateTimeOffset? _lastSyncOn;
    private long _lookedAt = clock.GetTimestamp();
    private string? _end;
    private string? _tableProblem;
    private string? _sourceProblem;
    private long _sourceFailedAt;
    private string? _refusal;

    /// <inheritdoc cref="FlagSyncOptions.ReconnectTimeout"/>
    public TimeSpan ReconnectTimeout { get; init; }

    /// <inheritdoc cref="FlagSyncOptions.ProbeInterval"/>
    public TimeSpan ProbeInterval { get; init; }

    /// <summary>The current state.</summary>
    public FlagSyncState State
    {
        get
        {
            lock (_lock)
            {
                return new FlagSyncState(_lastSyncOn, FindProblem()) { Refusal = _refusal };
            }
        }
    }

    /// <summary>The time since the last check of the table.</summary>
    public TimeSpan SinceCheck
    {
        get
        {
            lock (_lock)
            {
                return clock.GetElapsedTime(_lookedAt);
            }
        }
    }

    /// <summary>The items that the table cannot hold, in one exception; null: none.</summary>
    public FlagItemRefusedException? RefusedItem
    {
        get
        {
            lock (_lock)
            {
                return FlagItemRefusedException.ForAll(_refusedItems.Values);
            }
        }
    }

    /// <summary>The table is equal to the source, except for these items.</summary>
    public void Synced(IEnumerable<FlagItemRefusedException> refused)
    {
        lock (_lock)
        {
            _refusedItems.Clear();
            foreach (var item in refused)
            {
                _refusedItems[new(item.Kind, item.Key)] = item;
            }

            (_lastSyncOn, _lookedAt) = (clock.GetUtcNow(), clock.GetTimestamp());
            (_tableProblem, _sourceProblem, _refusal) = (null, null, null);
        }
    }

    /// <summary>One item was written.</summary>
    /// <returns>True if it was the last one that the table could not hold.</returns>
    public bool Changed(DataKind kind, string key)
    {
        lock (_lock)
        {
            if (_lastSyncOn is not null && _refusal is null)
            {
                _lastSyncOn = clock.GetUtcNow();
            }

            _lookedAt = clock.GetTimestamp();
            (_tableProblem, _sourceProblem) = (null, null);
            return _refusedItems.Remove(new(kind, key)) && _refusedItems.Count == 0;
        }
    }

    /// <summary>The table cannot hold one item; its stored version stays.</summary>
    public void ItemRefused(FlagItemRefusedException item)
    {
        lock (_lock)
        {
            _refusedItems[new(item.Kind, item.Key)] = item;
        }
    }

    /// <summary>The table was checked and is as expected.</summary>
    public void TableChecked()
    {
        lock (_lock)
        {
            (_lookedAt, _tableProblem) = (clock.GetTimestamp(), null);
        }
    }

    /// <summary>The source has no changes.</summary>
    public void SourceAnswered()
    {
        lock (_lock)
        {
            _sourceProblem = null;
        }
    }

    /// <summary>The data of the source was not applied. The table is unchanged.</summary>
    /// <returns>False for the same refusal as before.</returns>
    public bool Refused(string refusal)
    {
        lock (_lock)
        {
            var isNew = _refusal != refusal;
            (_refusal, _sourceProblem, _tableProblem, _lookedAt) = (refusal, null, null, clock.GetTimestamp());
            return isNew;
        }
    }

    /// <summary>The source cannot be reached or its response is invalid. For a while that counts as a reconnect only.</summary>
    public void SourceFailed(string problem)
    {
        lock (_lock)
        {
            _sourceFailedAt = _sourceProblem is null ? clock.GetTimestamp() : _sourceFailedAt;
            _sourceProblem = problem;
        }
    }

    /// <summary>The table cannot be read or written, or has changed unexpectedly.</summary>
    public void TableFailed(string problem)
    {
        lock (_lock)
        {
            (_tableProblem, _lookedAt) = (problem, clock.GetTimestamp());
        }
    }

    /// <summary>The sync has ended permanently.</summary>
    public void Ended(string problem)
    {
        lock (_lock)
        {
            _end = problem;
        }
    }

    private string? FindProblem()
    {
        var problem = _end ?? _tableProblem ?? FlagItemRefusedException.ForAll(_refusedItems.Values)?.Message;
        if (problem is not null)
        {
            return problem;
        }

        if (_sourceProblem is not null && (_lastSyncOn is null || clock.GetElapsedTime(_sourceFailedAt) >= ReconnectTimeout))
        {
            return _sourceProblem;
        }

        var sinceCheck = clock.GetElapsedTime(_lookedAt);
        return _lastSyncOn is not null && sinceCheck > ChecksUntilUnknown * ProbeInterval
            ? $"the table was last checked {sinceCheck.TotalMinutes:0} minutes ago"
            : null;
    }
}

namespace Confd.Engine.Running;

/// <summary>Which resources have to be processed, and when. Does not read a clock: callers pass the time.</summary>
internal sealed class ChangeSchedule
{
    /// <summary>The maximum number of quiet periods by which a source that never falls quiet can delay a resource.</summary>
    public const int MaxQuietPeriods = 10;

    private readonly Dictionary<OpenedResource, Entry> _entries = [];

    /// <summary>When the first resource has to be processed; null where none waits.</summary>
    public TimeSpan? NextDue => _entries.Count == 0 ? null : _entries.Values.Min(entry => entry.Due);

    /// <summary>When resources have to be processed, by resource file; without those that are not scheduled.</summary>
    public IReadOnlyDictionary<string, TimeSpan> DueByFile() =>
        _entries.ToDictionary(entry => entry.Key.Resource.Path, entry => entry.Value.Due);

    /// <summary>Schedules a resource for a time, or keeps an earlier one.</summary>
    public void Schedule(OpenedResource opened, TimeSpan due)
    {
        if (!_entries.TryGetValue(opened, out var entry) || due < entry.Due)
        {
            _entries[opened] = new Entry(due, due, entry?.FirstChange);
        }
    }

    /// <summary>Notes a change: the resource is processed when nothing has changed for the quiet period, or when it is scheduled for an
    /// earlier time.</summary>
    /// <returns>True where this is the first change of a series.</returns>
    public bool Debounce(OpenedResource opened, TimeSpan now, TimeSpan quietPeriod)
    {
        var first = _entries.TryGetValue(opened, out var entry) ? entry.FirstChange : null;
        var scheduled = entry?.Scheduled;
        var latest = (first ?? now) + (quietPeriod * MaxQuietPeriods);
        var due = now + quietPeriod < latest ? now + quietPeriod : latest;
        _entries[opened] = new Entry(scheduled < due ? scheduled.Value : due, scheduled, first ?? now);
        return first is null;
    }

    /// <summary>Removes and returns the resources whose time has come.</summary>
    public IReadOnlySet<OpenedResource> TakeDue(TimeSpan now)
    {
        var due = _entries.Where(entry => entry.Value.Due <= now).Select(entry => entry.Key)
            .ToHashSet();
        foreach (var opened in due)
        {
            _entries.Remove(opened);
        }

        return due;
    }

    /// <summary>True where a resource waits for a quiet period.</summary>
    public bool IsDebounced(OpenedResource opened) => _entries.TryGetValue(opened, out var entry) && entry.FirstChange is not null;

    /// <summary>Removes all resources but these.</summary>
    public void Keep(IReadOnlySet<OpenedResource> resources)
    {
        foreach (var opened in _entries.Keys.Where(opened => !resources.Contains(opened)).ToArray())
        {
            _entries.Remove(opened);
        }
    }

    /// <summary>Removes and returns all scheduled resources, due or not.</summary>
    public IReadOnlySet<OpenedResource> TakeAll() => TakeDue(TimeSpan.MaxValue);

    // Scheduled: the time that no change postpones.
    private sealed record Entry(TimeSpan Due, TimeSpan? Scheduled, TimeSpan? FirstChange);
}

namespace Confd.Engine.Running;

/// <summary>Resources whose backends are still being read, while those of others are processed.</summary>
/// <remarks>Belongs to one loop: not safe to share between threads.</remarks>
internal sealed class ResourcesBeingRead
{
    private readonly Dictionary<OpenedResource, Entry> _entries = [];

    /// <summary>Tasks that complete one by one, as backends have been read.</summary>
    public IEnumerable<Task> Reads => _entries.Values.Select(entry => entry.Read);

    /// <summary>Sets a resource aside until its backends have been read.</summary>
    public void Add(OpenedResource opened, CycleReadings readings, Task read) =>
        _entries.Add(opened, new Entry(readings, read, IsDueAgain: false));

    /// <summary>Notes that a resource has to be processed once more: its backends may have changed since their reading began.</summary>
    /// <returns>False where it is not set aside.</returns>
    public bool MarkDueAgain(OpenedResource opened)
    {
        if (!_entries.TryGetValue(opened, out var entry))
        {
            return false;
        }

        _entries[opened] = entry with { IsDueAgain = true };
        return true;
    }

    /// <summary>Removes and returns resources whose backends have been read, and that share their readings; null where there are
    /// none.</summary>
    /// <returns>The resources, their readings, and those of them that have to be processed once more after that.</returns>
    public (IReadOnlyList<OpenedResource> Resources, CycleReadings Readings, IReadOnlyList<OpenedResource> DueAgain)? TakeRead()
    {
        var readings = _entries.Values.FirstOrDefault(entry => entry.Read.IsCompleted)?.Readings;
        if (readings is null)
        {
            return null;
        }

        var read = _entries.Where(pair => pair.Value.Read.IsCompleted && pair.Value.Readings == readings).ToArray();
        foreach (var (opened, _) in read)
        {
            _entries.Remove(opened);
        }

        return (
            [.. read.Select(pair => pair.Key)], readings, [.. read.Where(pair => pair.Value.IsDueAgain).Select(pair => pair.Key)]);
    }

    /// <summary>Removes and returns all of them, read or not.</summary>
    public IReadOnlyList<OpenedResource> TakeAll()
    {
        OpenedResource[] all = [.. _entries.Keys];
        _entries.Clear();
        return all;
    }

    private sealed record Entry(CycleReadings Readings, Task Read, bool IsDueAgain);
}

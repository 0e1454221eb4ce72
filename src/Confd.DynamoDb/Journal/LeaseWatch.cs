namespace Confd.DynamoDb.Journal;

/// <summary>Determines from the heads that are read whether the writer is alive: by unchanged counters and this machine's own clock,
/// never by wall clocks.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class LeaseWatch(TimeProvider clock)
{
    private (long Fence, long Beat)? _last;
    private string _id = "";
    private long _since;
    private long _served;
    private long _servedSince;

    /// <summary>How long the head has not changed; zero before the first one was read.</summary>
    public TimeSpan StoodStill => _last is null ? TimeSpan.Zero : clock.GetElapsedTime(_since);

    /// <summary>The time since the last activity of a writer that reads the stream; zero before the first head was read.</summary>
    public TimeSpan Unserved => _last is null ? TimeSpan.Zero : clock.GetElapsedTime(_servedSince);

    /// <summary>Observes a head. One that is older than the last, as an inconsistent read may return it, is ignored.</summary>
    public void Observe(JournalHead head)
    {
        if (_id != head.Id)
        {
            // Another journal with the same name.
            _id = head.Id;
            _last = null;
        }

        var seen = (head.Fence, head.Beat);
        if (_last is { } last && seen.CompareTo(last) <= 0)
        {
            return;
        }

        if (_last is null || head.Served > _served)
        {
            _served = head.Served;
            _servedSince = clock.GetTimestamp();
        }

        _last = seen;
        _since = clock.GetTimestamp();
    }

    /// <summary>Whether another writer may try to take over.</summary>
    public bool IsFree(JournalHead head, TimeSpan leaseTime) => head.Owner.Length == 0 || StoodStill >= leaseTime;
}

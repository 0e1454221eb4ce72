namespace Confd.Flags.Storage;

/// <summary>Loads that continue though no caller waits for them anymore: while there is one, the store counts as unavailable.</summary>
internal sealed class LateLoads
{
    private int _count;

    /// <summary>Whether a late load is still in progress.</summary>
    public bool Any => Volatile.Read(ref _count) > 0;

    /// <summary>Counts a load until it ends.</summary>
    public void Add(Task load)
    {
        if (!load.IsCompleted)
        {
            Interlocked.Increment(ref _count);
            _ = load.ContinueWith(
                _ => Interlocked.Decrement(ref _count),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}

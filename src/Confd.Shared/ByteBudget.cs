namespace Confd.Shared;

/// <summary>Limits how many bytes one reading may hold: writers of keys must not be able to fill this machine's memory.</summary>
/// <remarks>Safe to share between threads. What a failed attempt took stays taken, so that every part of a reading that exceeds the bound
/// ends.</remarks>
/// <param name="bytes">The bound; 0 or less for <see cref="Default"/>.</param>
/// <param name="refuse">Makes the failure of a reading that has no room left, from the bound.</param>
internal sealed class ByteBudget(long bytes, Func<long, Exception> refuse)
{
    private const long MaxDefault = 1L << 30;

    // What a key costs in addition to its characters and its value: objects, and entries of the tables that lead to them.
    private const int EntryBytes = 128;

    private readonly long _bound = BoundOf(bytes);
    private long _taken;

    /// <summary>1 GiB; half of what this machine or container has where that is less.</summary>
    public static long Default =>
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var all ? Math.Min(MaxDefault, all / 2) : MaxDefault;

    /// <summary>The bound that a setting means.</summary>
    public static long BoundOf(long bytes) => bytes > 0 ? bytes : Default;

    /// <summary>Approximately what a key and its value take in memory.</summary>
    public static long Weigh(string key, long valueBytes) => EntryBytes + (2L * key.Length) + valueBytes;

    /// <summary>Takes bytes; throws the failure where fewer are left.</summary>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) > _bound)
        {
            throw refuse(_bound);
        }
    }

    /// <summary>Returns bytes that were taken but are not held.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref _taken, -bytes);
}

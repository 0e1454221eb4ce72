namespace Confd.Shared;

/// <summary>How many bytes one reading may hold: whoever may write keys must not be able to fill this machine's memory.</summary>
/// <remarks>Safe to share between threads. What was taken in vain stays taken, so that every part of a reading that has no room
/// ends.</remarks>
/// <param name="bytes">The bound; 0 or less for <see cref="Usual"/>.</param>
/// <param name="refuse">Makes the failure of a reading that has no room left, from the bound.</param>
internal sealed class ByteRoom(long bytes, Func<long, Exception> refuse)
{
    private const long MostUsual = 1L << 30;

    // What a key costs beside its letters and its value: the objects, and the places in the tables that lead to them.
    private const int EntryBytes = 128;

    private readonly long _bound = BoundOf(bytes);
    private long _taken;

    /// <summary>1 GiB; half of what this machine or container has where that is less.</summary>
    public static long Usual =>
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var all ? Math.Min(MostUsual, all / 2) : MostUsual;

    /// <summary>The bound that a setting means.</summary>
    public static long BoundOf(long bytes) => bytes > 0 ? bytes : Usual;

    /// <summary>What a key and its value weigh in memory, about.</summary>
    public static long Weigh(string key, long valueBytes) => EntryBytes + (2L * key.Length) + valueBytes;

    /// <summary>Takes so many bytes, or throws the failure.</summary>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) > _bound)
        {
            throw refuse(_bound);
        }
    }

    /// <summary>Gives so many back: what took them is not held after all.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref _taken, -bytes);
}

namespace Confd.Shared;

/// <summary>How many bytes one reading may hold: whoever may write keys must not be able to fill this machine's memory.</summary>
/// <remarks>Safe to share between threads. What was taken in vain stays taken, so that every part of a reading that has no room
/// ends.</remarks>
/// <param name="bytes">The bound; 0 or less for <see cref="Usual"/>.</param>
internal sealed class ByteRoom(long bytes)
{
    private const long MostUsual = 1L << 30;

    // What a key costs beside its letters and its value: the objects, and the places in the tables that lead to them.
    private const int EntryBytes = 128;

    private long _taken;

    /// <summary>1 GiB; half of what this machine or container has where that is less.</summary>
    public static long Usual =>
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var all ? Math.Min(MostUsual, all / 2) : MostUsual;

    /// <summary>The bound.</summary>
    public long Bytes { get; } = bytes > 0 ? bytes : Usual;

    /// <summary>What a key and its value weigh in memory, about.</summary>
    public static long Weigh(string key, long valueBytes) => EntryBytes + (2L * key.Length) + valueBytes;

    /// <summary>Takes so many bytes; false where there are not so many left.</summary>
    public bool TryTake(long bytes) => Interlocked.Add(ref _taken, bytes) <= Bytes;

    /// <summary>Gives so many back: what took them is not held after all.</summary>
    public void GiveBack(long bytes) => Interlocked.Add(ref _taken, -bytes);
}

using Confd.Shared;

namespace Confd.Backends;

/// <summary>Limits how much memory one reading of a backend may hold: writers of keys must not be able to fill this machine's. Created
/// for each reading, and called for each key or page that is kept.</summary>
/// <remarks>Safe to share between threads. What was taken is never returned: the reading ends.</remarks>
/// <param name="source">The source that is read, for the message: <c>etcd</c>.</param>
/// <param name="bytes">The limit, <see cref="BackendContext.MaxReadingBytes"/>; 0 or less for <see cref="DefaultBytes"/>.</param>
public sealed class ReadingBudget(string source, long bytes)
{
    /// <summary>The advice for an exceeded limit: the end of the message.</summary>
    public const string Advice = "name fewer keys, or raise max_reading_bytes";

    private readonly ByteBudget _budget = new(
        bytes, bound => new KeyBackendException($"what is read from {source} takes more than {bound} bytes of memory; {Advice}"));

    /// <summary>The default limit: 1 GiB, or half of what this machine or container has where that is less.</summary>
    public static long DefaultBytes => ByteBudget.Default;

    /// <summary>Takes room for a key and its value, and for the overhead of holding them.</summary>
    /// <param name="key">The full key.</param>
    /// <param name="valueBytes">The length of its value.</param>
    /// <exception cref="KeyBackendException">The limit is exceeded.</exception>
    public void Take(string key, long valueBytes)
    {
        ArgumentNullException.ThrowIfNull(key);
        Take(ByteBudget.Weigh(key, valueBytes));
    }

    /// <summary>Takes room for keys and their values.</summary>
    /// <exception cref="KeyBackendException">The limit is exceeded.</exception>
    public void Take(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Take(entries.Sum(entry => ByteBudget.Weigh(entry.Key, entry.Value.Length)));
    }

    /// <summary>Takes room for other data of a reading.</summary>
    /// <exception cref="KeyBackendException">The limit is exceeded.</exception>
    public void Take(long bytes) => _budget.Take(bytes);
}

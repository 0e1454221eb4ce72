using System.Collections.Concurrent;

namespace Confd.Backends.Aws.Metadata;

/// <summary>Caches responses of the metadata service, including missing paths.</summary>
internal sealed class MetadataCache(TimeSpan lifetime, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (byte[]? Text, long At)> _entries = new(StringComparer.Ordinal);

    /// <summary>The number of cached values, without listings.</summary>
    public int Count => _entries.Count(entry => !entry.Key.EndsWith('/') && entry.Value.Text is not null && IsFresh(entry.Value.At));

    public async Task<byte[]?> GetAsync(
        string path, Func<string, CancellationToken, Task<byte[]?>> ask, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(path, out var known) && IsFresh(known.At))
        {
            return known.Text;
        }

        var requestedAt = clock.GetTimestamp();
        var text = await ask(path, cancellationToken).ConfigureAwait(false);
        _entries[path] = (text, requestedAt);
        return text;
    }

    /// <summary>Removes expired entries.</summary>
    public void Sweep()
    {
        foreach (var (path, entry) in _entries)
        {
            if (!IsFresh(entry.At))
            {
                _entries.TryRemove(path, out _);
            }
        }
    }

    private bool IsFresh(long at) => clock.GetElapsedTime(at) < lifetime;
}

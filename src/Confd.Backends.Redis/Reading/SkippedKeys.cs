using System.Collections.Concurrent;
using Confd.Shared;

namespace Confd.Backends.Redis.Reading;

/// <summary>Tells which keys are left out, each once as long as the backend is open: every reading meets them again, and there may be very
/// many.</summary>
/// <remarks>Safe to share between threads.</remarks>
internal sealed class SkippedKeys(RedisLog log)
{
    private const int MostNamed = 100;

    private readonly ConcurrentDictionary<string, bool> _named = new(StringComparer.Ordinal);
    private readonly OnceReporter _more = new();
    private readonly OnceReporter _noText = new();

    /// <summary>What a key holds has no text.</summary>
    public void OfType(string key, string type)
    {
        if (_named.Count >= MostNamed)
        {
            if (!_named.ContainsKey(key))
            {
                _more.Report(() => log.SkippedMore(MostNamed));
            }
        }
        else if (_named.TryAdd(key, value: true))
        {
            log.Skipped(key, type);
        }
    }

    /// <summary>A name is no text.</summary>
    public void OfName(string place, byte[]? name) => _noText.Report(() => log.SkippedName(place + KeyName.Show(name)));
}

using System.Collections.Concurrent;
using Confd.Shared;

namespace Confd.Backends.Redis.Reading;

/// <summary>Logs which keys are skipped, each once as long as the backend is open: every reading finds them again, and there may be very
/// many.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SkippedKeys(RedisLog log)
{
    private const int MaxNamed = 100;

    private readonly ConcurrentDictionary<string, bool> _named = new(StringComparer.Ordinal);
    private readonly OnceReporter _more = new();
    private readonly OnceReporter _noText = new();

    /// <summary>Logs a key with a type that has no text.</summary>
    public void OfType(string key, string type)
    {
        if (_named.Count >= MaxNamed)
        {
            if (!_named.ContainsKey(key))
            {
                _more.Report(() => log.SkippedMore(MaxNamed));
            }
        }
        else if (_named.TryAdd(key, value: true))
        {
            log.Skipped(key, type);
        }
    }

    /// <summary>Logs a name that is not text.</summary>
    public void OfName(string place, byte[]? name) => _noText.Report(() => log.SkippedName(place + KeyName.Show(name)));
}

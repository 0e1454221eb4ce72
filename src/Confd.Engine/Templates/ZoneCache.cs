using System.Collections.Concurrent;
using Confd.GoTemplate.Time;

namespace Confd.Engine.Templates;

/// <summary>Zones by the names that templates use. Safe to share between threads; limited, since a template may compute names, and one zone
/// has many: <c>Europe/Berlin</c>, <c>Europe//Berlin</c>.</summary>
/// <param name="load">Returns a zone; null where there is none, which may change.</param>
/// <param name="clock">Measures how long a name is known to have none.</param>
internal sealed class ZoneCache(Func<string, Location?> load, TimeProvider clock)
{
    private const int MaxEntries = 1_000;

    // Looking up an unknown name again takes as long as a thousand known ones.
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (Location? Zone, long LookedFor)> _zones = new(StringComparer.Ordinal);

    /// <summary>Returns the zone; null where there is none, or was none a moment ago.</summary>
    public Location? Find(string name)
    {
        if (_zones.TryGetValue(name, out var known) && (known.Zone is not null || clock.GetElapsedTime(known.LookedFor) < UnknownFor))
        {
            return known.Zone;
        }

        var found = (load(name), clock.GetTimestamp());
        if (_zones.Count >= MaxEntries)
        {
            _zones.Clear();
        }

        return _zones.AddOrUpdate(name, found, (_, other) => other.Zone is null ? found : other).Zone;
    }
}

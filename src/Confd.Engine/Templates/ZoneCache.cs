using System.Collections.Concurrent;
using Confd.GoTemplate.Time;

namespace Confd.Engine.Templates;

/// <summary>Zones by the names under which templates ask for them. Shared by threads; bounded, since a template may make up names as it
/// goes, and one zone has many: <c>Europe/Berlin</c>, <c>Europe//Berlin</c>.</summary>
/// <param name="load">Finds a zone; null where there is none, which may change.</param>
internal sealed class ZoneCache(Func<string, Location?> load)
{
    private const int MaximumEntries = 1_000;

    private readonly ConcurrentDictionary<string, Location> _zones = new(StringComparer.Ordinal);

    /// <summary>The zone; null where there is none now.</summary>
    public Location? Find(string name)
    {
        if (_zones.TryGetValue(name, out var known) || load(name) is not { } zone)
        {
            return known;
        }

        if (_zones.Count >= MaximumEntries)
        {
            _zones.Clear();
        }

        return _zones.GetOrAdd(name, zone);
    }
}

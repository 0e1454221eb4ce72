namespace Confd.GoTemplate.Time;

/// <summary>Go's <c>time.Location</c>: the offsets and abbreviations of a time zone over all times. Immutable; compared by identity, as Go
/// compares pointers.</summary>
public sealed class Location
{
    private readonly Zone[] _zones;
    private readonly Transition[] _transitions;
    private readonly PosixTimeZone? _extension;

    internal Location(string name, Zone[] zones, Transition[] transitions, PosixTimeZone? extension, bool isLocal = false)
    {
        Name = name;
        IsLocal = isLocal;
        _zones = zones;
        _transitions = transitions;
        _extension = extension;
    }

    /// <summary>Coordinated Universal Time.</summary>
    public static Location Utc { get; } = new("UTC", [], [], null);

    /// <summary>What Go's <c>String</c> gives: <c>UTC</c>, <c>Local</c> (from <c>/etc/localtime</c>) or the name in <c>TZ</c>.</summary>
    public string Name { get; }

    /// <summary>True for the zone of the machine, which Go writes as <c>time.Local</c> whatever its name.</summary>
    public bool IsLocal { get; }

    /// <summary>The zone of this machine, chosen as Go does: <c>TZ</c>, else <c>/etc/localtime</c>, else UTC.</summary>
    /// <param name="environment">Answers variables; null means "not set", which differs from empty.</param>
    public static Location LoadLocal(Func<string, string?> environment) => LocalZone.Load(environment);

    /// <summary>The zone in a TZif file (RFC 8536).</summary>
    /// <param name="name">What <see cref="Name"/> answers.</param>
    /// <param name="data">The whole file.</param>
    /// <returns>Null where the data is no TZif file.</returns>
    public static Location? FromTzif(string name, ReadOnlySpan<byte> data) => TzifFile.Read(name, data, isLocal: false);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The zone in force at a time.</summary>
    /// <param name="unixSeconds">Seconds since 1970-01-01 00:00 UTC.</param>
    internal ZonePeriod Lookup(long unixSeconds)
    {
        if (_zones.Length == 0)
        {
            return new ZonePeriod(new Zone("UTC", 0, false), long.MinValue, long.MaxValue);
        }

        if (_transitions.Length == 0 || unixSeconds < _transitions[0].When)
        {
            var firstEnd = _transitions.Length > 0 ? _transitions[0].When : long.MaxValue;
            return new ZonePeriod(_zones[FirstZone()], long.MinValue, firstEnd);
        }

        var index = IndexOfTransition(unixSeconds);
        var start = _transitions[index].When;
        if (index == _transitions.Length - 1 && _extension?.Lookup(start, unixSeconds) is { } extended)
        {
            return extended;
        }

        var end = index + 1 < _transitions.Length ? _transitions[index + 1].When : long.MaxValue;
        return new ZonePeriod(_zones[_transitions[index].Zone], start, end);
    }

    private int IndexOfTransition(long unixSeconds)
    {
        var low = 0;
        var high = _transitions.Length;
        while (high - low > 1)
        {
            var middle = (int)((uint)(low + high) / 2);
            if (unixSeconds < _transitions[middle].When)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return low;
    }

    // Go zoneinfo.go, lookupFirstZone: which zone to assume before the first transition.
    private int FirstZone()
    {
        if (!_transitions.Any(transition => transition.Zone == 0))
        {
            return 0;
        }

        if (_transitions.Length > 0 && _zones[_transitions[0].Zone].IsDaylight)
        {
            for (var index = _transitions[0].Zone - 1; index >= 0; index--)
            {
                if (!_zones[index].IsDaylight)
                {
                    return index;
                }
            }
        }

        var standard = Array.FindIndex(_zones, zone => !zone.IsDaylight);
        return Math.Max(standard, 0);
    }
}

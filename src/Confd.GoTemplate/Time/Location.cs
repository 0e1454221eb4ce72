namespace Confd.GoTemplate.Time;

/// <summary>Go's <c>time.Location</c>: the offsets and abbreviations of a time zone over all times. Immutable; compared by identity, as Go
/// compares pointers.</summary>
public sealed class Location
{
    private static readonly Lazy<Location[]> WholeHours = new(() =>
        [.. Enumerable.Range(-12, 27).Select(hours => NewFixed("", hours * 3600))]);

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

    /// <summary>The result of Go's <c>String</c>: <c>UTC</c>, <c>Local</c> (from <c>/etc/localtime</c>) or the name in <c>TZ</c>.</summary>
    public string Name { get; }

    /// <summary>True for the zone of the machine, which Go writes as <c>time.Local</c> whatever its name.</summary>
    public bool IsLocal { get; }

    /// <summary>The zone of this machine, selected as in Go: <c>TZ</c>, otherwise <c>/etc/localtime</c>, otherwise UTC.</summary>
    /// <param name="environment">Returns variables; null means "not set", which differs from empty.</param>
    public static Location LoadLocal(Func<string, string?> environment) => LocalZone.Load(environment);

    /// <summary>A zone of the machine's time zone data: Go's <c>time.LoadLocation</c>, for names other than <c>Local</c>.</summary>
    /// <param name="name">Such as <c>Europe/Berlin</c>; empty and <c>UTC</c> are UTC.</param>
    /// <returns>Null where there is no such zone.</returns>
    public static Location? Load(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name is "" or "UTC")
        {
            return Utc;
        }

        var isOutside = name[0] == '/' || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Contains("..");
        return isOutside || name.Contains('\0', StringComparison.Ordinal) ? null : LocalZone.Find(name, isLocal: false);
    }

    /// <summary>Reads the zone in a TZif file (RFC 8536).</summary>
    /// <param name="name">The value of <see cref="Name"/>.</param>
    /// <param name="data">The whole file.</param>
    /// <returns>Null where the data is not a TZif file.</returns>
    public static Location? FromTzif(string name, ReadOnlySpan<byte> data) => TzifFile.Read(name, data, isLocal: false);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A zone that never changes (Go <c>time.FixedZone</c>).</summary>
    /// <param name="name">Its abbreviation; may be empty.</param>
    /// <param name="offsetSeconds">Seconds east of UTC.</param>
    /// <remarks>Unnamed zones at whole hours from UTC, -12 to 14, are shared instances: times in them can be equal.</remarks>
    internal static Location Fixed(string name, int offsetSeconds)
    {
        var (hours, rest) = Math.DivRem(offsetSeconds, 3600);
        return name.Length == 0 && rest == 0 && hours is >= -12 and <= 14 ? WholeHours.Value[hours + 12] : NewFixed(name, offsetSeconds);
    }

    private static Location NewFixed(string name, int offsetSeconds) =>
        new(name, [new Zone(name, offsetSeconds, false)], [new Transition(long.MinValue, 0)], null);

    /// <summary>The offset of an abbreviation, preferably the one in force at a local time; null where the zone does not have
    /// it.</summary>
    internal int? FindOffset(string abbreviation, long localSeconds)
    {
        var named = _zones.Where(zone => zone.Abbreviation == abbreviation).ToArray();
        foreach (var zone in named)
        {
            var inForce = Lookup(localSeconds - zone.OffsetSeconds).Zone;
            if (inForce.Abbreviation == abbreviation)
            {
                return inForce.OffsetSeconds;
            }
        }

        return named.Length > 0 ? named[0].OffsetSeconds : null;
    }

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

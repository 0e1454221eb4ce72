namespace Confd.Flags.Model;

/// <summary>Flags and segments that belong together: one state of an environment. Immutable, safe to share.</summary>
public sealed class FlagSet
{
    private readonly Dictionary<string, FeatureFlag> _flags;
    private readonly Dictionary<string, Segment> _segments;

    /// <summary>Makes a set; the collections are copied. Of items with one key the last counts.</summary>
    public FlagSet(IEnumerable<FeatureFlag> flags, IEnumerable<Segment> segments)
    {
        _flags = new Dictionary<string, FeatureFlag>(StringComparer.Ordinal);
        _segments = new Dictionary<string, Segment>(StringComparer.Ordinal);
        foreach (var flag in flags)
        {
            _flags[flag.Key] = flag;
        }

        foreach (var segment in segments)
        {
            _segments[segment.Key] = segment;
        }
    }

    /// <summary>Neither flags nor segments.</summary>
    public static FlagSet Empty { get; } = new([], []);

    /// <summary>Flags by key, tombstones included.</summary>
    public IReadOnlyDictionary<string, FeatureFlag> Flags => _flags;

    /// <summary>Segments by key, tombstones included.</summary>
    public IReadOnlyDictionary<string, Segment> Segments => _segments;

    internal FeatureFlag? FindFlag(string key) => _flags.GetValueOrDefault(key);

    internal Segment? FindSegment(string key) => _segments.GetValueOrDefault(key);
}

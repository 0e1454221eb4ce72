namespace Confd.Flags.Model;

/// <summary>One state of an environment: its flags and segments. Immutable and thread-safe.</summary>
public sealed class FlagSet
{
    private readonly Dictionary<string, FeatureFlag> _flags;
    private readonly Dictionary<string, Segment> _segments;

    /// <summary>Creates a set; the collections are copied. Of items with one key the last counts.</summary>
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

    private FlagSet(Dictionary<string, FeatureFlag> flags, Dictionary<string, Segment> segments) =>
        (_flags, _segments) = (flags, segments);

    /// <summary>A set without flags and segments.</summary>
    public static FlagSet Empty { get; } = new(
        new Dictionary<string, FeatureFlag>(StringComparer.Ordinal), new Dictionary<string, Segment>(StringComparer.Ordinal));

    /// <summary>Flags by key, tombstones included.</summary>
    public IReadOnlyDictionary<string, FeatureFlag> Flags => _flags;

    /// <summary>Segments by key, tombstones included.</summary>
    public IReadOnlyDictionary<string, Segment> Segments => _segments;

    /// <summary>A copy with certain items replaced; null removes an item.</summary>
    internal FlagSet With(
        IEnumerable<KeyValuePair<string, FeatureFlag?>> flags, IEnumerable<KeyValuePair<string, Segment?>> segments) =>
        new(Replace(_flags, flags), Replace(_segments, segments));

    internal FeatureFlag? FindFlag(string key) => _flags.GetValueOrDefault(key);

    internal Segment? FindSegment(string key) => _segments.GetValueOrDefault(key);

    // Copying the whole costs a small part of adding one item after the other.
    private static Dictionary<string, T> Replace<T>(Dictionary<string, T> items, IEnumerable<KeyValuePair<string, T?>> changes)
        where T : class
    {
        var replaced = items;
        foreach (var (key, item) in changes)
        {
            if (ReferenceEquals(replaced, items))
            {
                replaced = new Dictionary<string, T>(items, StringComparer.Ordinal);
            }

            if (item is null)
            {
                replaced.Remove(key);
            }
            else
            {
                replaced[key] = item;
            }
        }

        return replaced;
    }
}

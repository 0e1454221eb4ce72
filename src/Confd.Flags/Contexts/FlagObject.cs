using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Confd.Flags.Contexts;

/// <summary>The properties of a JSON object, in the order in which they were written. Immutable.</summary>
[JsonConverter(typeof(FlagObjectConverter))]
#pragma warning disable CA1710 // JSON calls it an object
public sealed class FlagObject : IReadOnlyDictionary<string, FlagValue>, IEquatable<FlagObject>
#pragma warning restore CA1710
{
    // Contexts have few attributes: up to this number, comparing names one by one is faster than hashing, and costs nothing to build.
    private const int LinearLimit = 8;

    private readonly KeyValuePair<string, FlagValue>[] _properties;
    private readonly Dictionary<string, int>? _positions;

    private FlagObject(KeyValuePair<string, FlagValue>[] properties, Dictionary<string, int>? positions)
    {
        _properties = properties;
        _positions = positions;
    }

    /// <summary>An object without properties.</summary>
    public static FlagObject Empty { get; } = new([], null);

    /// <inheritdoc/>
    public int Count => _properties.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _properties.Select(property => property.Key);

    /// <inheritdoc/>
    public IEnumerable<FlagValue> Values => _properties.Select(property => property.Value);

    /// <inheritdoc/>
    public FlagValue this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"no property '{key}'");

    /// <summary>Creates an object; of properties with one name the last value counts, at the place of the first.</summary>
    public static FlagObject Create(IEnumerable<KeyValuePair<string, FlagValue>> properties)
    {
        var kept = new List<KeyValuePair<string, FlagValue>>();
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var property in properties)
        {
            if (positions.TryAdd(property.Key, kept.Count))
            {
                kept.Add(property);
            }
            else
            {
                kept[positions[property.Key]] = property;
            }
        }

        return new FlagObject([.. kept], kept.Count > LinearLimit ? positions : null);
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out FlagValue value)
    {
        if (_positions is not null)
        {
            var isKnown = _positions.TryGetValue(key, out var position);
            value = isKnown ? _properties[position].Value : default;
            return isKnown;
        }

        foreach (ref readonly var property in _properties.AsSpan())
        {
            if (string.Equals(property.Key, key, StringComparison.Ordinal))
            {
                value = property.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, FlagValue>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, FlagValue>>)_properties).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Equal names with equal values, in any order.</summary>
    public bool Equals([NotNullWhen(true)] FlagObject? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        foreach (ref readonly var property in _properties.AsSpan())
        {
            if (!other.TryGetValue(property.Key, out var value) || !value.Equals(property.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FlagObject);

    /// <inheritdoc/>
    public override int GetHashCode() => Count;
}

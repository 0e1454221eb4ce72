using System.Text;
using System.Text.Json;

namespace Confd.Extensions.Configuration;

/// <summary>From keys and values of a table to settings.</summary>
internal sealed class SettingsMap(DynamoDbConfigurationOptions options)
{
    /// <summary>
    /// What to read: the prefix with a slash at its end, so that the prefix <c>/app</c> finds neither <c>/apple</c> nor an item
    /// <c>/app</c>, which would hide what is below it.
    /// </summary>
    public string LookupKey { get; } = options.Prefix.Trim('/') is { Length: > 0 } path ? $"/{path}/" : "/";

    /// <summary>Whether two sets of settings say the same.</summary>
    public static bool AreEqual(IDictionary<string, string?> left, IDictionary<string, string?> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>Makes the settings.</summary>
    /// <exception cref="SettingsConflictException">Two keys give the same setting.</exception>
    public IDictionary<string, string?> Build(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> values)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var origins = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (options.MapKey(key[LookupKey.Length..].Trim('/')) is not { } name)
            {
                continue;
            }

            foreach (var (setting, text) in Expand(name, value))
            {
                if (!origins.TryAdd(setting, key))
                {
                    throw new SettingsConflictException($"{origins[setting]} and {key} both give the setting {setting}");
                }

                settings.Add(setting, text);
            }
        }

        return settings;
    }

    private IEnumerable<KeyValuePair<string, string?>> Expand(string name, ReadOnlyMemory<byte> value)
    {
        var text = Encoding.UTF8.GetString(value.Span);
        if (!options.ExpandsJson || text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return [new(name, text)];
        }

        try
        {
            using var document = JsonDocument.Parse(value);
            var leaves = new List<KeyValuePair<string, string?>>();
            Flatten(name, document.RootElement, leaves);
            return leaves;
        }
        catch (JsonException)
        {
            // It only looked like JSON.
            return [new(name, text)];
        }
    }

    // As the JSON configuration provider does it: empty containers and nulls are settings without a value.
    private static void Flatten(string name, JsonElement element, List<KeyValuePair<string, string?>> leaves)
    {
        var before = leaves.Count;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten($"{name}:{property.Name}", property.Value, leaves);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Flatten($"{name}:{index++}", item, leaves);
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                leaves.Add(new(name, element.ToString()));
                break;
        }

        if (leaves.Count == before)
        {
            leaves.Add(new(name, null));
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Confd.DynamoDb.Reading;

namespace Confd.Extensions.Configuration;

/// <summary>Converts keys and values of a table to settings.</summary>
internal sealed class SettingsMap(DynamoDbConfigurationOptions options)
{
    // As the JSON configuration provider, which accepts text written by people.
    private static readonly JsonDocumentOptions JsonOptions = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>
    /// The key to read: the prefix with a trailing slash, so that the prefix <c>/app</c> selects neither <c>/apple</c> nor an item
    /// <c>/app</c>, which would hide the items below it.
    /// </summary>
    public string LookupKey { get; } = options.Prefix.Trim('/') is { Length: > 0 } path ? $"/{path}/" : "/";

    /// <summary>Whether two sets of settings are equal.</summary>
    public static bool AreEqual(IDictionary<string, string?> left, IDictionary<string, string?> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>The items that become settings, with their names: without the prefix itself, and without skipped keys.</summary>
    public IReadOnlyList<(string Name, KeyItem Item)> Name(ReadOnlyMemory<KeyItem> items)
    {
        var named = new List<(string Name, KeyItem Item)>(items.Length);
        foreach (var item in items.Span)
        {
            if (item.Key[LookupKey.Length..].Trim('/') is { Length: > 0 } path && options.MapKey(path) is { } name)
            {
                named.Add((name, item));
            }
        }

        return named;
    }

    /// <summary>
    /// Builds the settings: strings as they are, numbers with the digits that DynamoDB stores, booleans as <c>True</c> and <c>False</c>,
    /// like the JSON provider. Other types have no unique text.
    /// </summary>
    /// <param name="items">With their names, in the order of their keys.</param>
    /// <exception cref="SettingsConflictException">Two keys result in the same setting, or one results in it twice.</exception>
    public ReadSettings Build(IReadOnlyList<(string Name, KeyItem Item)> items)
    {
        var skipped = new List<string>();
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var origins = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, item) in items)
        {
            var key = item.Key;
            if (item.Other is { Scalar: null } other)
            {
                skipped.Add($"{key} ({other.Type})");
                continue;
            }

            foreach (var (setting, text) in item.Other is { } value ? [new(name, TextOf(value))] : Expand(name, item.Value))
            {
                if (!origins.TryAdd(setting, key))
                {
                    throw new SettingsConflictException(origins[setting] == key
                        ? $"{key} gives the setting {setting} twice"
                        : $"{origins[setting]} and {key} both give the setting {setting}");
                }

                settings.Add(setting, text);
            }
        }

        return new ReadSettings(settings, skipped);
    }

    private static string? TextOf(OtherValue value) =>
        value.Type == "BOOL" ? (value.Scalar == "true" ? bool.TrueString : bool.FalseString) : value.Scalar;

    private IEnumerable<KeyValuePair<string, string?>> Expand(string name, ReadOnlyMemory<byte> value)
    {
        var text = Encoding.UTF8.GetString(value.Span);
        if (!options.ExpandsJson || text.AsSpan().TrimStart("\uFEFF \t\r\n") is not ['{' or '[' or '/', ..])
        {
            return [new(name, text)];
        }

        try
        {
            using var document = JsonDocument.Parse(text.AsMemory().TrimStart('\uFEFF'), JsonOptions);
            if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                return [new(name, text)];
            }

            var leaves = new List<KeyValuePair<string, string?>>();
            Flatten(name, document.RootElement, leaves);
            return leaves;
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            // It only looked like JSON, or contains half of a surrogate pair, which no setting can.
            return [new(name, text)];
        }
    }

    // Like the JSON configuration provider: an empty array is an empty string, an empty object and null are settings without a value.
    private static void Flatten(string name, JsonElement element, List<KeyValuePair<string, string?>> leaves)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten($"{name}:{property.Name}", property.Value, leaves);
                }

                AddEmpty(element.GetPropertyCount(), null);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Flatten(string.Create(CultureInfo.InvariantCulture, $"{name}:{index++}"), item, leaves);
                }

                AddEmpty(index, "");
                break;
            case JsonValueKind.Null:
                leaves.Add(new(name, null));
                break;
            default:
                leaves.Add(new(name, element.ToString()));
                break;
        }

        void AddEmpty(int count, string? value)
        {
            if (count == 0)
            {
                leaves.Add(new(name, value));
            }
        }
    }
}

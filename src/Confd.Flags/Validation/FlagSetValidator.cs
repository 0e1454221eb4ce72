using System.Text;
using System.Text.Json;

namespace Confd.Flags.Validation;

/// <summary>Checks sets of flags and segments, item by item.</summary>
internal static class FlagSetValidator
{
    private const int MaxKeyBytes = 1024;

    private static readonly string[] Sections = ["flags", "segments", "flagValues"];

    private static readonly ObjectSchema Set = new(new()
    {
        ["flags"] = static (element, place) => ValidateItems(element, place, FlagValidator.Validate),
        ["segments"] = static (element, place) => ValidateItems(element, place, SegmentValidator.Validate),
        ["flagValues"] = static (element, place) => ValidateItems(element, place, static (key, _, at) => ValidateKey(key, at)),
    });

    public static void Validate(JsonElement set, ValidationScope place) => Set.Validate(set, place);

    /// <summary>Reports a whole set in place of one flag or segment.</summary>
    public static bool IsWholeSet(JsonElement element, ValidationScope place)
    {
        var isSet = Sections.Any(section => Values.Field(element, section) is { ValueKind: JsonValueKind.Object });
        if (isSet)
        {
            place.AddError("is a set of flags and segments where one flag or segment is expected");
        }

        return isSet;
    }

    /// <summary>Reports a key that no table can have.</summary>
    public static void ValidateKey(string key, ValidationScope place)
    {
        var bytes = Encoding.UTF8.GetByteCount(key);
        if (bytes > MaxKeyBytes)
        {
            place.AddError($"has a key of {bytes} bytes, and DynamoDB stores keys of at most {MaxKeyBytes}");
        }
    }

    private static void ValidateItems(JsonElement items, ValidationScope place, Action<string, JsonElement, ValidationScope> validate)
    {
        if (!Values.IsObject(items, place))
        {
            return;
        }

        foreach (var item in items.EnumerateObject())
        {
            validate(item.Name, item.Value, place.Field(item.Name));
        }
    }
}

using System.Text;
using System.Text.Json;

namespace Confd.Flags.Judging;

/// <summary>Checks sets of flags and segments, item by item.</summary>
internal static class SetJudge
{
    private const int MaxKeyBytes = 1024;

    private static readonly string[] Sections = ["flags", "segments", "flagValues"];

    private static readonly Shape Set = new(new()
    {
        ["flags"] = static (element, place) => JudgeItems(element, place, FlagJudge.Judge),
        ["segments"] = static (element, place) => JudgeItems(element, place, SegmentJudge.Judge),
        ["flagValues"] = static (element, place) => JudgeItems(element, place, static (key, _, at) => JudgeKey(key, at)),
    });

    public static void Judge(JsonElement set, Place place) => Set.Judge(set, place);

    /// <summary>Reports a whole set in place of one flag or segment.</summary>
    public static bool IsWholeSet(JsonElement element, Place place)
    {
        var isSet = Sections.Any(section => Values.Field(element, section) is { ValueKind: JsonValueKind.Object });
        if (isSet)
        {
            place.Refuse("is a set of flags and segments where one flag or segment is expected");
        }

        return isSet;
    }

    /// <summary>Reports a key that no table can have.</summary>
    public static void JudgeKey(string key, Place place)
    {
        var bytes = Encoding.UTF8.GetByteCount(key);
        if (bytes > MaxKeyBytes)
        {
            place.Refuse($"has a key of {bytes} bytes, and DynamoDB stores keys of at most {MaxKeyBytes}");
        }
    }

    private static void JudgeItems(JsonElement items, Place place, Action<string, JsonElement, Place> judge)
    {
        if (!Values.IsObject(items, place))
        {
            return;
        }

        foreach (var item in items.EnumerateObject())
        {
            judge(item.Name, item.Value, place.Field(item.Name));
        }
    }
}

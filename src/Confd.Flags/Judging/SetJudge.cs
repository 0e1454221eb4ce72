using System.Text.Json;

namespace Confd.Flags.Judging;

/// <summary>Judges sets of flags and segments, item by item.</summary>
internal static class SetJudge
{
    private static readonly string[] Sections = ["flags", "segments", "flagValues"];

    private static readonly Shape Set = new(new()
    {
        ["flags"] = static (element, place) => JudgeItems(element, place, FlagJudge.Judge),
        ["segments"] = static (element, place) => JudgeItems(element, place, static (_, segment, at) => SegmentJudge.Judge(segment, at)),
        ["flagValues"] = static (element, place) => JudgeItems(element, place, static (_, _, _) => { }),
    });

    public static void Judge(JsonElement set, Place place) => Set.Judge(set, place);

    /// <summary>Tells of a whole set that stands where one flag or segment is expected.</summary>
    public static bool IsWholeSet(JsonElement element, Place place)
    {
        var isSet = Sections.Any(section => Values.Field(element, section) is { ValueKind: JsonValueKind.Object });
        if (isSet)
        {
            place.Refuse("is a set of flags and segments where one flag or segment is expected");
        }

        return isSet;
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

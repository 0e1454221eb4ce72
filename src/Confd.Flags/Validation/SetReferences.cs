using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Validation;

/// <summary>Checks the references between flags and segments of a set.</summary>
internal static class SetReferences
{
    /// <summary>Returns no problems for a set that cannot be read; those are reported elsewhere.</summary>
    /// <param name="utf8Json">The set.</param>
    /// <param name="isWhole">True if items that are missing in the set do not exist.</param>
    public static List<FlagDocumentProblem> Validate(ReadOnlySpan<byte> utf8Json, bool isWhole)
    {
        var problems = new List<FlagDocumentProblem>();
        try
        {
            // This converts "flagValues" to flags.
            var data = FlagDataReader.Read(utf8Json, "");
            var flags = Parse(data, DataKind.Features, static (key, item) => FlagJson.Parse(item.Content.Span, key));
            var segments = Parse(data, DataKind.Segments, static (key, item) => SegmentJson.Parse(item.Content.Span, key));
            Validate(flags, segments, isWhole, ValidationScope.Root(problems));
        }
        catch (Exception e) when (e is FlagDataException or FlagFormatException)
        {
            problems.Clear();
        }

        return problems;
    }

    private static Dictionary<string, T> Parse<T>(FlagDataSet data, DataKind kind, Func<string, VersionedItem, T> parse) => data.Kinds[kind]
        .Where(item => !item.Value.IsDeleted)
        .ToDictionary(item => item.Key, item => parse(item.Key, item.Value), StringComparer.Ordinal);

    private static void Validate(
        Dictionary<string, FeatureFlag> flags, Dictionary<string, Segment> segments, bool isWhole, ValidationScope root)
    {
        var flagCycles = new ReferenceCycles(flags.Keys, key => flags.TryGetValue(key, out var flag)
            ? flag.Prerequisites.Select(prerequisite => prerequisite.Key)
            : []);
        foreach (var (key, flag) in flags)
        {
            var place = root.Field("flags").Field(key);
            for (var i = 0; i < flag.Prerequisites.Length; i++)
            {
                var prerequisite = flag.Prerequisites[i];
                var asked = place.Field("prerequisites").Item(i);
                ValidatePrerequisite(prerequisite, flags, isWhole, asked);

                // A flag that is its own prerequisite is reported where the flag is checked.
                if (prerequisite.Key != key && flagCycles.AreInOneCycle(key, prerequisite.Key))
                {
                    asked.Field("key").AddError("leads back to the flag itself: evaluations return MALFORMED_FLAG");
                }
            }

            if (isWhole)
            {
                ValidateSegments(FlagReferences.Of(flag), segments, place);
            }

            ReachabilityValidator.Validate(flag, place);
        }

        var segmentCycles = new ReferenceCycles(segments.Keys, key => segments.TryGetValue(key, out var segment)
            ? SegmentsOf(FlagReferences.Of(segment))
            : []);
        foreach (var (key, segment) in segments)
        {
            var place = root.Field("segments").Field(key);
            if (segmentCycles.IsInCycle(key))
            {
                place.Field("rules").AddError("lead back to the segment itself: evaluations return MALFORMED_FLAG");
            }

            if (isWhole)
            {
                ValidateSegments(FlagReferences.Of(segment), segments, place);
            }

            ReachabilityValidator.Validate(segment, place);
        }
    }

    private static void ValidatePrerequisite(
        Prerequisite prerequisite, Dictionary<string, FeatureFlag> flags, bool isWhole, ValidationScope place)
    {
        if (!flags.TryGetValue(prerequisite.Key, out var other))
        {
            if (isWhole)
            {
                place.Field("key").AddWarning("is not a flag of the set: the prerequisite always fails");
            }

            return;
        }

        if (prerequisite.Variation >= other.Variations.Length && other.Variations.Length > 0)
        {
            place.Field("variation").AddError(
                $"is {prerequisite.Variation}, but that flag's variations are 0 to {other.Variations.Length - 1}");
        }

        if (!other.IsOn)
        {
            place.Field("key").AddWarning("is the key of a flag that is off: the prerequisite always fails");
        }
        else if (prerequisite.Variation < other.Variations.Length
            && !ReachabilityValidator.ServedBy(other).Contains(prerequisite.Variation))
        {
            place.Field("variation").AddWarning(
                $"is {prerequisite.Variation}, which that flag never serves: the prerequisite always fails");
        }
    }

    private static void ValidateSegments(IEnumerable<ItemName> references, Dictionary<string, Segment> segments, ValidationScope place)
    {
        foreach (var missing in SegmentsOf(references).Distinct(StringComparer.Ordinal).Where(key => !segments.ContainsKey(key)))
        {
            place.Field("rules").AddWarning($"name the segment '{missing}', which the set does not have: it matches no context");
        }

        foreach (var key in SegmentsOf(references).Distinct(StringComparer.Ordinal).Where(IsEmpty))
        {
            place.Field("rules").AddWarning($"name the segment '{key}', which has no members");
        }

        bool IsEmpty(string key) => segments.TryGetValue(key, out var segment) && ReachabilityValidator.IsEmpty(segment);
    }

    private static IEnumerable<string> SegmentsOf(IEnumerable<ItemName> references) =>
        references.Where(name => name.Kind == DataKind.Segments).Select(name => name.Key);
}

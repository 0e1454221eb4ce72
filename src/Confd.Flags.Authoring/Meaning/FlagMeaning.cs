using Confd.Flags.Authoring.Documents;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Describes the effects of a change on a flag.</summary>
internal static class FlagMeaning
{
    private const string Everyone = "everyone";
    private const string Rest = "everyone else";

    public static List<MeaningLine> Compare(FlagDocument? before, FlagDocument? after) => (before, after) switch
    {
        (null, { } made) => [new(made.Name, made.IsDeleted ? "is gone" : "is new"), .. Describe(made.ToFlag())],
        ({ } gone, null) => [new(gone.Name, "is gone: everyone gets the caller's default"), .. Lost(gone.ToFlag())],
        _ => [.. Changes(before!, after!), .. FieldChanges.Of(before!, after!)],
    };

    private static List<MeaningLine> Changes(FlagDocument was, FlagDocument now)
    {
        var (before, after) = (was.ToFlag(), now.ToFlag());
        var place = PlaceOf(after);
        var rules = RuleMeaning.Compare(before, was.Field(FieldNames.Rules), after, now.Field(FieldNames.Rules));
        var rest = ServeWords.Compare(before, before.Fallthrough, after, after.Fallthrough).Select(text => new MeaningLine(place, text));
        List<MeaningLine> lines =
        [
            .. Compare(before, after),
            .. CompareTargets(was, before, now, after),
            .. OtherFieldChanges.Beside(rules, "rules", FieldNames.Rules, was, now),
            .. OtherFieldChanges.Beside(rest, place, FieldNames.Fallthrough, was, now),
        ];
        if (lines.Count > 0 && !before.IsOn && !after.IsOn)
        {
            lines.Add(new("switch", $"is off: until it is on, everyone gets {FlagSummary.Off(after)}"));
        }

        return lines;
    }

    /// <summary>Describes a whole flag.</summary>
    private static IEnumerable<MeaningLine> Describe(FeatureFlag flag)
    {
        yield return new("switch", flag.IsOn ? "on" : $"off: everyone gets {FlagSummary.Off(flag)}");
        yield return new("variations", Words.List([.. flag.Variations.Select((_, index) => Words.Variation(flag, index))]));
        var lines = PrerequisiteMeaning.Compare([], flag.Prerequisites)
            .Concat(TargetMeaning.Compare(null, flag))
            .Concat(RuleMeaning.Compare(null, null, flag, null));
        foreach (var line in lines)
        {
            yield return line;
        }

        yield return new(PlaceOf(flag), ServeWords.Of(flag, flag.Fallthrough));
    }

    private static string PlaceOf(FeatureFlag flag) => flag.Rules.IsEmpty && FlagSummary.CountTargets(flag) == 0 ? Everyone : Rest;

    private static IEnumerable<MeaningLine> Lost(FeatureFlag flag) => [new("it was", FlagSummary.Of(flag))];

    private static IEnumerable<MeaningLine> Compare(FeatureFlag before, FeatureFlag after)
    {
        if (before.IsOn != after.IsOn)
        {
            yield return after.IsOn
                ? new("switch", $"on; was off: {FlagSummary.Of(after)}; before everyone got {FlagSummary.Off(before)}")
                : new("switch", $"off; was on: {FlagSummary.Of(after)}; before: {FlagSummary.Of(before)}");
        }

        foreach (var line in CompareVariations(before, after))
        {
            yield return line;
        }

        if (FlagSummary.Off(before) != FlagSummary.Off(after))
        {
            yield return new("while off", $"everyone gets {FlagSummary.Off(after)}; was {FlagSummary.Off(before)}");
        }

        foreach (var line in PrerequisiteMeaning.Compare(before.Prerequisites, after.Prerequisites))
        {
            yield return line;
        }
    }

    private static IReadOnlyList<MeaningLine> CompareTargets(FlagDocument was, FeatureFlag before, FlagDocument now, FeatureFlag after)
    {
        var lines = OtherFieldChanges.Beside(TargetMeaning.Compare(before, after), "targets", FieldNames.Targets, was, now);
        return OtherFieldChanges.Beside(lines, "targets", FieldNames.ContextTargets, was, now);
    }

    private static IEnumerable<MeaningLine> CompareVariations(FeatureFlag before, FeatureFlag after)
    {
        for (var i = 0; i < Math.Max(before.Variations.Length, after.Variations.Length); i++)
        {
            var place = $"variation :{i}";
            if (i >= before.Variations.Length)
            {
                yield return new(place, $"{Words.Value(after.Variations[i])} is new");
            }
            else if (i >= after.Variations.Length)
            {
                yield return new(place, $"{Words.Value(before.Variations[i])} is gone");
            }
            else if (before.Variations[i].ToString() is var was && after.Variations[i].ToString() is var now && was != now)
            {
                // The texts, which programs get: as doubles, long numbers may be equal.
                yield return new(place, $"is {Words.Change(before.Variations[i], after.Variations[i])}");
            }
        }
    }
}

using System.Text.Json;

namespace Confd.Flags.Validation;

/// <summary>Checks flags.</summary>
internal static class FlagValidator
{
    private static readonly ObjectSchema Rule = new(new()
    {
        ["id"] = Values.Text,
        ["clauses"] = Values.ListOf(ClauseValidator.Validate),
        ["variation"] = Values.Variation,
        ["rollout"] = ServeValidator.Rollout,
        ["trackEvents"] = Values.Boolean,
    },
    neverNull: ["trackEvents"],
    neverNullInGo: ["id"]);

    private static readonly ObjectSchema Fallthrough =
        new(new() { ["variation"] = Values.Variation, ["rollout"] = ServeValidator.Rollout });

    private static readonly ObjectSchema Target = new(new()
    {
        ["contextKind"] = Values.ContextKindName,
        ["variation"] = Values.Variation,
        ["values"] = Values.Keys,
    },
    neverNullInGo: ["contextKind"]);

    private static readonly ObjectSchema Prerequisite = new(new() { ["key"] = Values.Text, ["variation"] = Values.OtherVariation });

    private static readonly ObjectSchema Availability = new(
        new() { ["usingMobileKey"] = Values.Boolean, ["usingEnvironmentId"] = Values.Boolean },
        neverNullInGo: ["usingMobileKey", "usingEnvironmentId"]);

    private static readonly ObjectSchema Migration = new(new() { ["checkRatio"] = Values.Whole }, neverNull: ["checkRatio"]);

    private static readonly ObjectSchema Flag = new(
        new()
        {
            ["key"] = Values.Text,
            ["version"] = Values.Count,
            ["deleted"] = Values.Boolean,
            ["on"] = Values.Boolean,
            ["salt"] = Values.Text,
            ["variations"] = Values.ListOf(Values.Any),
            ["offVariation"] = Values.Variation,
            ["fallthrough"] = static (element, place) => Fallthrough.Validate(element, place),
            ["prerequisites"] = Values.ListOf(ValidatePrerequisite),
            ["targets"] = Values.ListOf(ValidateTarget),
            ["contextTargets"] = Values.ListOf(ValidateTarget),
            ["rules"] = Values.ListOf(ValidateRule),
            ["trackEvents"] = Values.Boolean,
            ["trackEventsFallthrough"] = Values.Boolean,
            ["debugEventsUntilDate"] = Values.Whole,
            ["excludeFromSummaries"] = Values.Boolean,
            ["samplingRatio"] = Values.Whole,
            ["migration"] = static (element, place) => Migration.Validate(element, place),
            ["clientSide"] = Values.Boolean,
            ["clientSideAvailability"] = static (element, place) => Availability.Validate(element, place),
            ["sel"] = Values.Any, // in data from before 2020
            ["name"] = Values.Text, // this and what follows is for people: no SDK reads it
            ["description"] = Values.Text,
            ["tags"] = Values.ListOf(Values.Text),
            ["archived"] = Values.Boolean,
        },
        neverNull:
        [
            "deleted", "on", "trackEvents", "trackEventsFallthrough", "excludeFromSummaries", "samplingRatio", "migration", "clientSide",
        ],
        neverNullInGo: ["salt", "fallthrough"],
        foreign: SegmentValidator.OwnNames.ToDictionary(name => name, _ => "a segment, and this is a flag", StringComparer.Ordinal));

    public static void Validate(string key, JsonElement flag, ValidationScope place)
    {
        FlagSetValidator.ValidateKey(key, place);
        if (FlagSetValidator.IsWholeSet(flag, place))
        {
            return;
        }

        var variations = Values.Elements(flag, "variations").Count();
        var isDeleted = Values.Field(flag, "deleted") is { ValueKind: JsonValueKind.True };
        place = isDeleted ? place : place.WithVariations(variations);
        if (!Flag.Validate(flag, place) || isDeleted)
        {
            return;
        }

        ValidateEmptiness(flag, place, variations);
        var index = 0;
        foreach (var prerequisite in Values.Elements(flag, "prerequisites"))
        {
            if (Values.Field(prerequisite, "key") is { ValueKind: JsonValueKind.String } other && other.GetString() == key)
            {
                place.Field("prerequisites").Item(index).Field("key").AddError(
                    "is the flag itself: evaluations return MALFORMED_FLAG");
            }

            index++;
        }
    }

    private static void ValidateEmptiness(JsonElement flag, ValidationScope place, int variations)
    {
        var isOn = Values.Field(flag, "on") is { ValueKind: JsonValueKind.True };
        var known = flag.EnumerateObject().Count(
            property => property.Name is not ("key" or "version") && Flag.Names.Contains(property.Name));
        var unknown = flag.EnumerateObject().Count(property => !Flag.Names.Contains(property.Name));
        if (known == 0 && unknown > 0)
        {
            place.AddError("has none of the fields of a flag");
            return;
        }

        if (Values.Field(flag, "fallthrough") is { } fallthrough && (
            fallthrough.ValueKind != JsonValueKind.Object || ServeValidator.Serves(fallthrough, place.Field("fallthrough"))))
        {
            return;
        }

        // Without variations, rules and the like it is a stub, which may be intended: every context gets the caller's default.
        if (variations == 0 && !Values.Elements(flag, "rules").Any() && !Values.Elements(flag, "targets").Any())
        {
            place.AddWarning("serves nothing: it has no variations, so that every evaluation returns the caller's default");
        }
        else if (isOn)
        {
            place.Field("fallthrough").AddError("serves nothing: contexts without a target or rule get MALFORMED_FLAG");
        }
        else
        {
            place.Field("fallthrough").AddWarning("serves nothing, which will matter when the flag is turned on");
        }
    }

    private static void ValidateRule(JsonElement rule, ValidationScope place)
    {
        if (!Rule.Validate(rule, place))
        {
            return;
        }

        Values.Require(rule, "clauses", place);
        if (!ServeValidator.Serves(rule, place))
        {
            place.AddError("has neither a variation nor a rollout: contexts that match get MALFORMED_FLAG");
        }
    }

    private static void ValidateTarget(JsonElement target, ValidationScope place)
    {
        if (Target.Validate(target, place))
        {
            Values.Require(target, "variation", place);
            Values.Require(target, "values", place);
        }
    }

    private static void ValidatePrerequisite(JsonElement prerequisite, ValidationScope place)
    {
        if (Prerequisite.Validate(prerequisite, place))
        {
            Values.Require(prerequisite, "key", place);
            Values.Require(prerequisite, "variation", place);
        }
    }
}

using System.Text.Json;

namespace Confd.Flags.Validation;

/// <summary>Checks segments.</summary>
internal static class SegmentValidator
{
    private static readonly ObjectSchema Rule = new(new()
    {
        ["id"] = Values.Text,
        ["clauses"] = Values.ListOf(ClauseValidator.Validate),
        ["weight"] = Values.Weight,
        ["bucketBy"] = Values.Text,
        ["rolloutContextKind"] = Values.ContextKindName,
    },
    neverNullInGo: ["id", "rolloutContextKind"]);

    private static readonly ObjectSchema Target = new(
        new() { ["contextKind"] = Values.ContextKindName, ["values"] = Values.Keys },
        neverNullInGo: ["contextKind"]);

    private static readonly ObjectSchema Segment = new(
        new()
        {
            ["key"] = Values.Text,
            ["version"] = Values.Count,
            ["deleted"] = Values.Boolean,
            ["salt"] = Values.Text,
            ["included"] = Values.Keys,
            ["excluded"] = Values.Keys,
            ["includedContexts"] = Values.ListOf(ValidateTarget),
            ["excludedContexts"] = Values.ListOf(ValidateTarget),
            ["rules"] = Values.ListOf(ValidateRule),
            ["unbounded"] = Values.Boolean,
            ["unboundedContextKind"] = Values.ContextKindName,
            ["generation"] = Values.Count,
            ["name"] = Values.Text, // this and what follows is for people: no SDK reads it
            ["description"] = Values.Text,
            ["tags"] = Values.ListOf(Values.Text),
            ["archived"] = Values.Boolean,
        },
        neverNull: ["deleted", "rules", "unbounded"],
        neverNullInGo: ["salt", "unboundedContextKind"],
        foreign: new()
        {
            ["on"] = OfAFlag,
            ["variations"] = OfAFlag,
            ["offVariation"] = OfAFlag,
            ["fallthrough"] = OfAFlag,
            ["prerequisites"] = OfAFlag,
            ["targets"] = OfAFlag,
            ["contextTargets"] = OfAFlag,
        });

    private const string OfAFlag = "a flag, and this is a segment";

    /// <summary>The fields that no flag has.</summary>
    public static IReadOnlyList<string> OwnNames { get; } =
        ["included", "excluded", "includedContexts", "excludedContexts", "unbounded", "unboundedContextKind", "generation"];

    public static void Validate(string key, JsonElement segment, ValidationScope place)
    {
        FlagSetValidator.ValidateKey(key, place);
        if (FlagSetValidator.IsWholeSet(segment, place) || !Segment.Validate(segment, place))
        {
            return;
        }

        var names = segment.EnumerateObject().Select(property => property.Name).ToList();
        if (names.All(name => name is "key" or "version" || !Segment.Names.Contains(name)) && names.Any(
            name => !Segment.Names.Contains(name)))
        {
            place.AddError("has none of the fields of a segment");
        }

        if (Values.Field(segment, "unbounded") is { ValueKind: JsonValueKind.True } && Values.Field(segment, "generation") is null)
        {
            place.Field("generation").AddWarning("is missing: a big segment without it matches no context (NOT_CONFIGURED)");
        }
    }

    private static void ValidateTarget(JsonElement target, ValidationScope place)
    {
        if (Target.Validate(target, place))
        {
            Values.Require(target, "values", place);
        }
    }

    private static void ValidateRule(JsonElement rule, ValidationScope place)
    {
        if (Rule.Validate(rule, place))
        {
            Values.Require(rule, "clauses", place);
            ClauseValidator.Attribute(rule, "bucketBy", "rolloutContextKind", place);
        }
    }
}

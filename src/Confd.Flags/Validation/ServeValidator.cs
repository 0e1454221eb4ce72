using System.Text.Json;
using Confd.Shared;

namespace Confd.Flags.Validation;

/// <summary>Checks what rules and the fallthrough serve.</summary>
internal static class ServeValidator
{
    private static readonly ObjectSchema Share = new(new()
    {
        ["variation"] = Values.Variation,
        ["weight"] = Values.Weight,
        ["untracked"] = Values.Boolean,
    },
    neverNull: ["untracked"]);

    private static readonly ObjectSchema RolloutShape = new(new()
    {
        ["kind"] = Kind,
        ["contextKind"] = Values.ContextKindName,
        ["bucketBy"] = Values.Text,
        ["seed"] = Values.Whole32,
        ["variations"] = Values.ListOf(ValidateShare),
    },
    neverNullInGo: ["kind", "contextKind"]);

    public static void Rollout(JsonElement rollout, ValidationScope place)
    {
        if (!RolloutShape.Validate(rollout, place))
        {
            return;
        }

        ClauseValidator.Attribute(rollout, "bucketBy", "contextKind", place);
        if (Values.Field(rollout, "variations") is { ValueKind: not JsonValueKind.Array })
        {
            return;
        }

        var weights = Values.Elements(rollout, "variations").Select(share => Values.Field(share, "weight")).ToList();
        var sum = weights.Sum(
            weight => weight is { } number && Values.TryWhole(number) is >= 0 and <= int.MaxValue and var whole ? whole : 0);
        if (weights.Count == 0)
        {
            place.Field("variations").AddError("is empty: contexts that match get MALFORMED_FLAG");
        }
        else if (sum != Weights.Full)
        {
            place.Field("variations").AddError($"the weights add up to {sum}, not {Weights.Full}");
        }
    }

    /// <summary>Checks whether anything is served; the fields have been checked before.</summary>
    public static bool Serves(JsonElement serve, ValidationScope place)
    {
        var hasRollout = Values.Field(serve, "rollout") is not null;
        if (Values.Field(serve, "variation") is null)
        {
            return hasRollout;
        }

        if (hasRollout)
        {
            place.Field("rollout").AddWarning("is ignored, as there is also a variation");
        }

        return true;
    }

    private static void ValidateShare(JsonElement share, ValidationScope place)
    {
        if (Share.Validate(share, place))
        {
            Values.Require(share, "variation", place);
            Values.Require(share, "weight", place);
        }
    }

    private static void Kind(JsonElement kind, ValidationScope place)
    {
        Values.Text(kind, place);
        if (kind.ValueKind == JsonValueKind.String && kind.GetString() is not ("" or "rollout" or "experiment"))
        {
            place.AddError("is neither 'rollout' nor 'experiment'");
        }
    }
}

using System.Text.Json;
using Confd.Shared;

namespace Confd.Flags.Judging;

/// <summary>Checks what rules and the fallthrough serve.</summary>
internal static class ServeJudge
{
    private static readonly Shape Share = new(new()
    {
        ["variation"] = Values.Variation,
        ["weight"] = Values.Weight,
        ["untracked"] = Values.Boolean,
    },
    neverNull: ["untracked"]);

    private static readonly Shape RolloutShape = new(new()
    {
        ["kind"] = Kind,
        ["contextKind"] = Values.ContextKindName,
        ["bucketBy"] = Values.Text,
        ["seed"] = Values.Whole32,
        ["variations"] = Values.ListOf(JudgeShare),
    },
    neverNullInGo: ["kind", "contextKind"]);

    public static void Rollout(JsonElement rollout, Place place)
    {
        if (!RolloutShape.Judge(rollout, place))
        {
            return;
        }

        ClauseJudge.Attribute(rollout, "bucketBy", "contextKind", place);
        if (Values.Field(rollout, "variations") is { ValueKind: not JsonValueKind.Array })
        {
            return;
        }

        var weights = Values.Elements(rollout, "variations").Select(share => Values.Field(share, "weight")).ToList();
        var sum = weights.Sum(
            weight => weight is { } number && Values.TryWhole(number) is >= 0 and <= int.MaxValue and var whole ? whole : 0);
        if (weights.Count == 0)
        {
            place.Field("variations").Refuse("is empty: whoever gets there is answered with MALFORMED_FLAG");
        }
        else if (sum != Weights.Full)
        {
            place.Field("variations").Refuse($"the weights add up to {sum}, not {Weights.Full}");
        }
    }

    /// <summary>Checks whether anything is served; the fields have been checked before.</summary>
    public static bool Serves(JsonElement serve, Place place)
    {
        var hasRollout = Values.Field(serve, "rollout") is not null;
        if (Values.Field(serve, "variation") is null)
        {
            return hasRollout;
        }

        if (hasRollout)
        {
            place.Field("rollout").Doubt("does not count, as there is a variation too");
        }

        return true;
    }

    private static void JudgeShare(JsonElement share, Place place)
    {
        if (Share.Judge(share, place))
        {
            Values.Require(share, "variation", place);
            Values.Require(share, "weight", place);
        }
    }

    private static void Kind(JsonElement kind, Place place)
    {
        Values.Text(kind, place);
        if (kind.ValueKind == JsonValueKind.String && kind.GetString() is not ("" or "rollout" or "experiment"))
        {
            place.Refuse("is neither 'rollout' nor 'experiment'");
        }
    }
}

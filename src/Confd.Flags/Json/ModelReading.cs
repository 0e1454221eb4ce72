using System.Collections.Immutable;
using System.Text.Json;
using Confd.Flags.Contexts;
using Confd.Flags.Model;
using Confd.Flags.Text;

namespace Confd.Flags.Json;

/// <summary>Reads the parts that flags and segments have in common. Unknown properties are skipped: newer data must stay
/// readable.</summary>
internal static class ModelReading
{
    public static Clause ReadClause(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        string? attribute = null;
        string? operatorName = null;
        string? contextKind = null;
        var isNegated = false;
        ImmutableArray<FlagValue> values = [];
        while (reader.NextProperty())
        {
            if (reader.Is("attribute"u8))
            {
                attribute = reader.ReadStringOrNull();
            }
            else if (reader.Is("op"u8))
            {
                operatorName = reader.ReadStringOrNull();
            }
            else if (reader.Is("values"u8))
            {
                values = reader.ReadList(FlagValueJson.ReadValue);
            }
            else if (reader.Is("negate"u8))
            {
                isNegated = reader.ReadBoolean();
            }
            else if (reader.Is("contextKind"u8))
            {
                contextKind = reader.ReadStringOrNull();
            }
            else
            {
                reader.Skip();
            }
        }

        return new Clause(attribute, operatorName ?? "", values, contextKind) { IsNegated = isNegated };
    }

    public static Rollout? ReadRollout(ref Utf8JsonReader reader)
    {
        if (reader.IsNullOrExpectObject())
        {
            return null;
        }

        string? kind = null;
        string? contextKind = null;
        string? bucketBy = null;
        long? seed = null;
        ImmutableArray<WeightedVariation> variations = [];
        while (reader.NextProperty())
        {
            if (reader.Is("kind"u8))
            {
                kind = reader.ReadStringOrNull();
            }
            else if (reader.Is("contextKind"u8))
            {
                contextKind = reader.ReadStringOrNull();
            }
            else if (reader.Is("bucketBy"u8))
            {
                bucketBy = reader.ReadStringOrNull();
            }
            else if (reader.Is("seed"u8))
            {
                seed = reader.ReadInt64OrNull();
            }
            else if (reader.Is("variations"u8))
            {
                variations = reader.ReadList(ReadWeightedVariation);
            }
            else
            {
                reader.Skip();
            }
        }

        return new Rollout(variations, contextKind, bucketBy)
        {
            Kind = kind == "experiment" ? RolloutKind.Experiment : RolloutKind.Rollout,
            Seed = seed,
        };
    }

    // Null keys are skipped.
    public static KeySet ReadKeys(ref Utf8JsonReader reader) =>
        KeySet.Create([.. reader.ReadList((ref Utf8JsonReader element) => element.ReadStringOrNull()).OfType<string>()]);

    public static Target ReadTarget(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        string? contextKind = null;
        var variation = 0;
        var values = KeySet.Empty;
        while (reader.NextProperty())
        {
            if (reader.Is("contextKind"u8))
            {
                contextKind = reader.ReadStringOrNull();
            }
            else if (reader.Is("variation"u8))
            {
                variation = reader.ReadInt32OrNull() ?? 0;
            }
            else if (reader.Is("values"u8))
            {
                values = ReadKeys(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new Target { ContextKind = contextKind, Variation = variation, Values = values };
    }

    private static WeightedVariation ReadWeightedVariation(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        var variation = 0;
        var weight = 0;
        var isUntracked = false;
        while (reader.NextProperty())
        {
            if (reader.Is("variation"u8))
            {
                variation = reader.ReadInt32OrNull() ?? 0;
            }
            else if (reader.Is("weight"u8))
            {
                weight = reader.ReadInt32OrNull() ?? 0;
            }
            else if (reader.Is("untracked"u8))
            {
                isUntracked = reader.ReadBoolean();
            }
            else
            {
                reader.Skip();
            }
        }

        return new WeightedVariation(variation, weight) { IsUntracked = isUntracked };
    }
}

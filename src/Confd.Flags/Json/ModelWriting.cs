using System.Collections.Immutable;
using System.Text.Json;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Json;

/// <summary>Writes the parts that flags and segments have in common. Lists are always written, as by the Go and .NET SDKs.</summary>
internal static class ModelWriting
{
    public static void WriteList<T>(this Utf8JsonWriter writer, string name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    public static void WriteKeys(this Utf8JsonWriter writer, string name, KeySet keys)
    {
        writer.WriteStartArray(name);
        foreach (var key in keys)
        {
            writer.WriteStringValue(key);
        }

        writer.WriteEndArray();
    }

    public static void WriteIfAny(this Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    public static void WriteIfAny(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void WriteIfTrue(this Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, value);
        }
    }

    public static void WriteClause(Utf8JsonWriter writer, Clause clause)
    {
        writer.WriteStartObject();
        writer.WriteIfAny("contextKind", clause.ContextKind);
        writer.WriteString("attribute"u8, clause.Attribute);
        writer.WriteString("op"u8, clause.OperatorName);
        writer.WriteList("values", clause.Values, FlagValueJson.Write);
        writer.WriteBoolean("negate"u8, clause.IsNegated);
        writer.WriteEndObject();
    }

    public static void WriteServe(this Utf8JsonWriter writer, VariationOrRollout serve)
    {
        writer.WriteIfAny("variation", serve.Variation);
        if (serve.Rollout is { } rollout)
        {
            writer.WritePropertyName("rollout"u8);
            WriteRollout(writer, rollout);
        }
    }

    private static void WriteRollout(Utf8JsonWriter writer, Rollout rollout)
    {
        writer.WriteStartObject();
        writer.WriteIfAny("kind", rollout.Kind == RolloutKind.Experiment ? "experiment" : null);
        writer.WriteIfAny("contextKind", rollout.ContextKind);
        writer.WriteList("variations", rollout.Variations, WriteWeightedVariation);
        writer.WriteIfAny("bucketBy", rollout.BucketBy);
        writer.WriteIfAny("seed", rollout.Seed);
        writer.WriteEndObject();
    }

    private static void WriteWeightedVariation(Utf8JsonWriter writer, WeightedVariation share)
    {
        writer.WriteStartObject();
        writer.WriteNumber("variation"u8, share.Variation);
        writer.WriteNumber("weight"u8, share.Weight);
        writer.WriteIfTrue("untracked", share.IsUntracked);
        writer.WriteEndObject();
    }
}

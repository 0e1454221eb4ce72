using System.Text.Json;
using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Flags.Json;

/// <content>Writing.</content>
public static partial class SegmentJson
{
    /// <summary>The segment as compact JSON.</summary>
    public static byte[] ToUtf8(Segment segment) => WrittenJson.Of(writer => Write(writer, segment)).ToArray();

    /// <summary>Writes a segment.</summary>
    public static void Write(Utf8JsonWriter writer, Segment segment)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, segment.Key);
        writer.WriteNumber("version"u8, segment.Version);
        writer.WriteBoolean("deleted"u8, segment.IsDeleted);
        writer.WriteKeys("included", segment.Included);
        writer.WriteKeys("excluded", segment.Excluded);
        writer.WriteList("includedContexts", segment.IncludedContexts, WriteTarget);
        writer.WriteList("excludedContexts", segment.ExcludedContexts, WriteTarget);
        writer.WriteList("rules", segment.Rules, WriteRule);
        writer.WriteString("salt"u8, segment.Salt);
        writer.WriteIfTrue("unbounded", segment.IsUnbounded);
        writer.WriteIfAny("unboundedContextKind", segment.UnboundedContextKind);
        writer.WriteIfAny("generation", segment.Generation);
        writer.WriteEndObject();
    }

    private static void WriteTarget(Utf8JsonWriter writer, SegmentTarget target)
    {
        writer.WriteStartObject();
        writer.WriteIfAny("contextKind", target.ContextKind);
        writer.WriteKeys("values", target.Values);
        writer.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter writer, SegmentRule rule)
    {
        writer.WriteStartObject();
        writer.WriteIfAny("id", rule.Id);
        writer.WriteList("clauses", rule.Clauses, ModelWriting.WriteClause);
        writer.WriteIfAny("weight", rule.Weight);
        writer.WriteIfAny("bucketBy", rule.BucketBy);
        writer.WriteIfAny("rolloutContextKind", rule.RolloutContextKind);
        writer.WriteEndObject();
    }
}

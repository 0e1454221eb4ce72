using System.Text.Json;
using Confd.Flags.Contexts;
using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Flags.Json;

/// <content>Writing.</content>
public static partial class FlagJson
{
    /// <summary>The flag as compact JSON.</summary>
    public static byte[] ToUtf8(FeatureFlag flag) => WrittenJson.Of(writer => Write(writer, flag)).ToArray();

    /// <summary>Writes a flag.</summary>
    public static void Write(Utf8JsonWriter writer, FeatureFlag flag)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, flag.Key);
        writer.WriteNumber("version"u8, flag.Version);
        writer.WriteBoolean("deleted"u8, flag.IsDeleted);
        writer.WriteBoolean("on"u8, flag.IsOn);
        writer.WriteList("prerequisites", flag.Prerequisites, WritePrerequisite);
        writer.WriteList("targets", flag.Targets, WriteTarget);
        writer.WriteList("contextTargets", flag.ContextTargets, WriteTarget);
        writer.WriteList("rules", flag.Rules, WriteRule);
        writer.WriteStartObject("fallthrough"u8);
        writer.WriteServe(flag.Fallthrough);
        writer.WriteEndObject();
        writer.WriteIfAny("offVariation", flag.OffVariation);
        writer.WriteList("variations", flag.Variations, FlagValueJson.Write);
        writer.WriteString("salt"u8, flag.Salt);
        WriteTracking(writer, flag.Tracking);
        writer.WriteEndObject();
    }

    private static void WriteTracking(Utf8JsonWriter writer, FlagTracking tracking)
    {
        writer.WriteBoolean("trackEvents"u8, tracking.TracksEvents);
        writer.WriteBoolean("trackEventsFallthrough"u8, tracking.TracksFallthrough);
        writer.WriteIfAny("debugEventsUntilDate", tracking.DebugEventsUntil);
        writer.WriteIfTrue("excludeFromSummaries", tracking.IsExcludedFromSummaries);
        writer.WriteIfAny("samplingRatio", tracking.SamplingRatio);
        if (tracking.MigrationCheckRatio is { } checkRatio)
        {
            writer.WriteStartObject("migration"u8);
            writer.WriteNumber("checkRatio"u8, checkRatio);
            writer.WriteEndObject();
        }

        writer.WriteBoolean("clientSide"u8, tracking.IsClientSide);
        if (tracking.ClientSideAvailability is { } availability)
        {
            writer.WriteStartObject("clientSideAvailability"u8);
            writer.WriteBoolean("usingMobileKey"u8, availability.UsingMobileKey);
            writer.WriteBoolean("usingEnvironmentId"u8, availability.UsingEnvironmentId);
            writer.WriteEndObject();
        }
    }

    private static void WriteRule(Utf8JsonWriter writer, Rule rule)
    {
        writer.WriteStartObject();
        writer.WriteIfAny("id", rule.Id);
        writer.WriteServe(rule.Serve);
        writer.WriteList("clauses", rule.Clauses, ModelWriting.WriteClause);
        writer.WriteBoolean("trackEvents"u8, rule.TracksEvents);
        writer.WriteEndObject();
    }

    private static void WriteTarget(Utf8JsonWriter writer, Target target)
    {
        writer.WriteStartObject();
        writer.WriteIfAny("contextKind", target.ContextKind);
        writer.WriteNumber("variation"u8, target.Variation);
        writer.WriteKeys("values", target.Values);
        writer.WriteEndObject();
    }

    private static void WritePrerequisite(Utf8JsonWriter writer, Prerequisite prerequisite)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, prerequisite.Key);
        writer.WriteNumber("variation"u8, prerequisite.Variation);
        writer.WriteEndObject();
    }
}

using System.Text.Json.Serialization;

namespace Confd.Flags.Evaluation;

/// <summary>What an evaluation looks at on its way.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EvaluationStepKind>))]
public enum EvaluationStepKind
{
    /// <summary>A flag: the one that was asked for, or one that another needs.</summary>
    [JsonStringEnumMemberName("flag")]
    Flag,

    /// <summary>What another flag has to serve first.</summary>
    [JsonStringEnumMemberName("prerequisite")]
    Prerequisite,

    /// <summary>A rule of a flag.</summary>
    [JsonStringEnumMemberName("rule")]
    Rule,

    /// <summary>A condition of a rule.</summary>
    [JsonStringEnumMemberName("clause")]
    Clause,

    /// <summary>A segment that a condition names.</summary>
    [JsonStringEnumMemberName("segment")]
    Segment,

    /// <summary>A rule of a segment.</summary>
    [JsonStringEnumMemberName("segmentRule")]
    SegmentRule,

    /// <summary>The place of the context in a rollout, or in the share of a segment's rule.</summary>
    [JsonStringEnumMemberName("share")]
    Share,
}

using System.Text.Json.Serialization;

namespace Confd.Flags.Evaluation;

/// <summary>The kinds of checks of an evaluation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EvaluationStepKind>))]
public enum EvaluationStepKind
{
    /// <summary>A flag: the requested one, or one that another needs.</summary>
    [JsonStringEnumMemberName("flag")]
    Flag,

    /// <summary>A flag that must serve a variation first.</summary>
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

    /// <summary>The position of the context in a rollout, or in the share of a segment's rule.</summary>
    [JsonStringEnumMemberName("share")]
    Share,
}

using System.Text.Json.Serialization;

namespace Confd.Flags.Evaluation;

/// <summary>Why a flag served what it served.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EvaluationReasonKind>))]
public enum EvaluationReasonKind : byte
{
    /// <summary>The flag is off.</summary>
    [JsonStringEnumMemberName("OFF")]
    Off,

    /// <summary>No target and no rule matched.</summary>
    [JsonStringEnumMemberName("FALLTHROUGH")]
    Fallthrough,

    /// <summary>The context's key is a target.</summary>
    [JsonStringEnumMemberName("TARGET_MATCH")]
    TargetMatch,

    /// <summary>A rule matched.</summary>
    [JsonStringEnumMemberName("RULE_MATCH")]
    RuleMatch,

    /// <summary>A prerequisite is off, absent, or serves another variation.</summary>
    [JsonStringEnumMemberName("PREREQUISITE_FAILED")]
    PrerequisiteFailed,

    /// <summary>The caller's default was returned; the error kind has the cause.</summary>
    [JsonStringEnumMemberName("ERROR")]
    Error,
}

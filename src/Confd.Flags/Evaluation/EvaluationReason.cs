using System.Text.Json;
using System.Text.Json.Serialization;

namespace Confd.Flags.Evaluation;

/// <summary>Why a flag served what it served, in LaunchDarkly's terms.</summary>
[JsonConverter(typeof(EvaluationReasonConverter))]
public readonly record struct EvaluationReason
{
    // 0: none. An int and not an int?, as each evaluation copies this struct.
    private readonly int _ruleIndexPlusOne;

    /// <summary>The kind of reason.</summary>
    public required EvaluationReasonKind Kind { get; init; }

    /// <summary>Why the default was returned; <c>None</c> unless <see cref="Kind"/> is <c>Error</c>.</summary>
    public EvaluationErrorKind ErrorKind { get; init; }

    /// <summary>True if the context takes part in an experiment.</summary>
    public bool IsInExperiment { get; init; }

    /// <summary>The worst status of the big segments that were evaluated; null if none was.</summary>
    public BigSegmentsStatus? BigSegmentsStatus { get; init; }

    /// <summary>The matching rule's place, 0-based; null unless a rule matched.</summary>
    public int? RuleIndex
    {
        get => _ruleIndexPlusOne == 0 ? null : _ruleIndexPlusOne - 1;
        init => _ruleIndexPlusOne = value is { } index ? index + 1 : 0;
    }

    /// <summary>The matching rule's identity; null if it has none or no rule matched.</summary>
    public string? RuleId { get; init; }

    /// <summary>The prerequisite that failed; null unless one did.</summary>
    public string? PrerequisiteKey { get; init; }

    internal static EvaluationReason Malformed => Error(EvaluationErrorKind.MalformedFlag);

    /// <summary>The reason of an error.</summary>
    public static EvaluationReason Error(EvaluationErrorKind kind) => new() { Kind = EvaluationReasonKind.Error, ErrorKind = kind };

    /// <summary>Writes LaunchDarkly's JSON: <c>{"kind":"RULE_MATCH","ruleIndex":0,"ruleId":"…"}</c>; what does not apply is left
    /// out.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, NameOf(Kind));
        WriteDetailsTo(writer);
        writer.WriteEndObject();
    }

    /// <summary>Writes the properties beside the kind in LaunchDarkly's JSON, into an open object.</summary>
    public void WriteDetailsTo(Utf8JsonWriter writer)
    {
        if (RuleIndex is { } ruleIndex)
        {
            writer.WriteNumber("ruleIndex"u8, ruleIndex);
        }

        WriteIfAny(writer, "ruleId", RuleId);
        WriteIfAny(writer, "prerequisiteKey", PrerequisiteKey);
        WriteIfAny(writer, "errorKind", NameOf(ErrorKind));
        if (IsInExperiment)
        {
            writer.WriteBoolean("inExperiment"u8, true);
        }

        WriteIfAny(writer, "bigSegmentsStatus", BigSegmentsStatus is { } status ? NameOf(status) : null);
    }

    /// <summary>A short text for people: <c>RULE_MATCH(0,id)</c>, <c>PREREQUISITE_FAILED(key)</c>, <c>ERROR(FLAG_NOT_FOUND)</c>.</summary>
    public override string ToString() => Kind switch
    {
        EvaluationReasonKind.RuleMatch => $"RULE_MATCH({RuleIndex},{RuleId})",
        EvaluationReasonKind.PrerequisiteFailed => $"PREREQUISITE_FAILED({PrerequisiteKey})",
        EvaluationReasonKind.Error => $"ERROR({NameOf(ErrorKind)})",
        _ => NameOf(Kind),
    };

    internal static string NameOf(EvaluationReasonKind kind) => kind switch
    {
        EvaluationReasonKind.Off => "OFF",
        EvaluationReasonKind.Fallthrough => "FALLTHROUGH",
        EvaluationReasonKind.TargetMatch => "TARGET_MATCH",
        EvaluationReasonKind.RuleMatch => "RULE_MATCH",
        EvaluationReasonKind.PrerequisiteFailed => "PREREQUISITE_FAILED",
        _ => "ERROR",
    };

    internal static string? NameOf(EvaluationErrorKind kind) => kind switch
    {
        EvaluationErrorKind.ClientNotReady => "CLIENT_NOT_READY",
        EvaluationErrorKind.FlagNotFound => "FLAG_NOT_FOUND",
        EvaluationErrorKind.MalformedFlag => "MALFORMED_FLAG",
        EvaluationErrorKind.UserNotSpecified => "USER_NOT_SPECIFIED",
        EvaluationErrorKind.WrongType => "WRONG_TYPE",
        EvaluationErrorKind.Exception => "EXCEPTION",
        _ => null,
    };

    internal static string? NameOf(BigSegmentsStatus status) => status switch
    {
        Evaluation.BigSegmentsStatus.Healthy => "HEALTHY",
        Evaluation.BigSegmentsStatus.Stale => "STALE",
        Evaluation.BigSegmentsStatus.StoreError => "STORE_ERROR",
        Evaluation.BigSegmentsStatus.NotConfigured => "NOT_CONFIGURED",
        _ => null,
    };

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}

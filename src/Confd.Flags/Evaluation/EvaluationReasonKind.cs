namespace Confd.Flags.Evaluation;

/// <summary>Why a flag served what it served.</summary>
public enum EvaluationReasonKind : byte
{
    /// <summary>The flag is off.</summary>
    Off,

    /// <summary>No target and no rule matched.</summary>
    Fallthrough,

    /// <summary>The context's key is a target.</summary>
    TargetMatch,

    /// <summary>A rule matched.</summary>
    RuleMatch,

    /// <summary>A prerequisite is off, absent, or serves another variation.</summary>
    PrerequisiteFailed,

    /// <summary>The caller's default was answered; the error kind says why.</summary>
    Error,
}

namespace Confd.Flags.Evaluation;

/// <summary>OpenFeature's reasons, as far as LaunchDarkly's flags have them.</summary>
public enum OpenFeatureReason
{
    /// <summary><c>DISABLED</c>: the flag is off, or one that it depends on failed.</summary>
    Disabled,

    /// <summary><c>TARGETING_MATCH</c>: a target or a rule.</summary>
    TargetingMatch,

    /// <summary><c>SPLIT</c>: a rollout or an experiment.</summary>
    Split,

    /// <summary><c>DEFAULT</c>: the fallthrough.</summary>
    Default,

    /// <summary><c>ERROR</c>.</summary>
    Error,
}

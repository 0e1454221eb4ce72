namespace Confd.Flags.Model;

/// <summary>What a rollout is for.</summary>
public enum RolloutKind : byte
{
    /// <summary>A plain percentage rollout.</summary>
    Rollout,

    /// <summary>An experiment: always split by key, and the reason says who takes part.</summary>
    Experiment,
}

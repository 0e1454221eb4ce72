using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Model;

/// <summary>A feature flag of LaunchDarkly's data model. Immutable and thread-safe.</summary>
/// <remarks>Absent, null and empty are the same in JSON; here lists are never null.</remarks>
public sealed record FeatureFlag
{
    /// <summary>The flag's key; compared by ordinal.</summary>
    public required string Key { get; init; }

    /// <summary>Increases with each change.</summary>
    public long Version { get; init; }

    /// <summary>False: the off variation is served, whatever targets and rules match.</summary>
    public bool IsOn { get; init; }

    /// <summary>True for a tombstone: the flag counts as missing.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The values that the flag can serve, addressed by index from 0.</summary>
    public ImmutableArray<FlagValue> Variations { get; init; } = [];

    /// <summary>Served when the flag is off or a prerequisite fails; null: the caller's default.</summary>
    public int? OffVariation { get; init; }

    /// <summary>Served when no target and no rule matches.</summary>
    public VariationOrRollout Fallthrough { get; init; }

    /// <summary>Other flags that must serve certain variations first.</summary>
    public ImmutableArray<Prerequisite> Prerequisites { get; init; } = [];

    /// <summary>Users by key.</summary>
    public ImmutableArray<Target> Targets { get; init; } = [];

    /// <summary>
    /// Contexts of any kind by key, in order. An entry for users has no keys of its own: it stands for the first entry of <see
    /// cref="Targets"/> with its variation. If the list is empty, only <see cref="Targets"/> is used.
    /// </summary>
    public ImmutableArray<Target> ContextTargets { get; init; } = [];

    /// <summary>The rules; the first one that matches is used.</summary>
    public ImmutableArray<Rule> Rules { get; init; } = [];

    /// <summary>Hashed into rollouts.</summary>
    public string Salt { get; init; } = "";

    /// <summary>Data for analytics and client-side SDKs; evaluation ignores it.</summary>
    public FlagTracking Tracking { get; init; } = FlagTracking.None;
}

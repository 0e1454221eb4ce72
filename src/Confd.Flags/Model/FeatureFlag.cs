using System.Collections.Immutable;
using Confd.Flags.Contexts;

namespace Confd.Flags.Model;

/// <summary>A feature flag of LaunchDarkly's data model. Immutable, safe to share.</summary>
/// <remarks>Absent, null and empty are the same in JSON; here lists are never null.</remarks>
public sealed record FeatureFlag
{
    /// <summary>The flag's key; compared by ordinal.</summary>
    public required string Key { get; init; }

    /// <summary>Grows with each change.</summary>
    public long Version { get; init; }

    /// <summary>Off: the off variation is served and nothing else counts.</summary>
    public bool IsOn { get; init; }

    /// <summary>A tombstone: as if the flag were not there.</summary>
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
    /// Contexts of any kind by key, in order. An entry for users has no keys of its own: it stands for the first entry of
    /// <see cref="Targets"/> with its variation. If the list is empty, <see cref="Targets"/> alone counts.
    /// </summary>
    public ImmutableArray<Target> ContextTargets { get; init; } = [];

    /// <summary>The first rule that matches is taken.</summary>
    public ImmutableArray<Rule> Rules { get; init; } = [];

    /// <summary>Hashed into rollouts.</summary>
    public string Salt { get; init; } = "";

    /// <summary>What analytics and client-side SDKs want to know; evaluation ignores it.</summary>
    public FlagTracking Tracking { get; init; } = FlagTracking.None;
}

using Confd.Engine.Running;

namespace Confd.Engine.Observing;

/// <summary>The status of one template resource.</summary>
/// <param name="Path">The resource file.</param>
/// <param name="Destination">The file it keeps in sync; as written where it yields several files.</param>
/// <param name="Backend">The name of its backend.</param>
/// <param name="State">The result of its latest processing.</param>
public sealed record ResourceStatus(string Path, string Destination, string Backend, ResourceState State)
{
    /// <summary>When it was processed last; null for never.</summary>
    public DateTimeOffset? ProcessedAt { get; init; }

    /// <summary>When one of its files was replaced or removed last by this process; null for never.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The latest failure, kept after recovery; null for none.</summary>
    public StatusFailure? LastFailure { get; init; }

    /// <summary>When it is processed next without another trigger; null where only a change or a reload of the resources
    /// triggers it.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>True while a reload of its service is pending.</summary>
    public bool IsReloadPending { get; init; }
}

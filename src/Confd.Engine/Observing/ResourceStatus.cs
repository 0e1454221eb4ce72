using Confd.Engine.Running;

namespace Confd.Engine.Observing;

/// <summary>One template resource as it stands.</summary>
/// <param name="Path">The resource file.</param>
/// <param name="Destination">The file it keeps in sync; as written where it yields several.</param>
/// <param name="Backend">What its backend is called.</param>
/// <param name="State">What its latest processing found.</param>
public sealed record ResourceStatus(string Path, string Destination, string Backend, ResourceState State)
{
    /// <summary>When it was processed last; null for never.</summary>
    public DateTimeOffset? ProcessedAt { get; init; }

    /// <summary>When one of its files was replaced or removed last by this process; null for never.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The latest failure, kept after the resource recovered; null for none.</summary>
    public StatusFailure? LastFailure { get; init; }

    /// <summary>When it is processed next without any other occasion; null where only a change or a reload of the resources has it
    /// processed.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>True while a reload of its service is owed.</summary>
    public bool IsReloadPending { get; init; }
}

using Confd.Engine.Resources;

namespace Confd.Engine.Updating;

/// <summary>A reload that is still to be done: announced, failed, postponed, or left by an earlier run.</summary>
/// <param name="File">The file whose service has not been notified; <see cref="TargetFile.Origin"/> as of the time when it was
/// staged.</param>
/// <param name="StagePath">The value of <c>{{.src}}</c>.</param>
internal sealed record PendingReload(TargetFile File, string StagePath)
{
    /// <summary>When it is retried without another trigger, on the clock of <see cref="PendingReloads"/>; null where it waits for a cycle
    /// of its resource.</summary>
    public TimeSpan? DueAt { get; init; }

    /// <summary>True where this run has tried or postponed it.</summary>
    public bool IsTried { get; init; }

    /// <summary>True where its delay is the random splay: no other trigger runs it earlier.</summary>
    public bool IsSplayed { get; init; }

    /// <summary>True where the state folder has a note of it.</summary>
    public bool IsNoted { get; init; }
}

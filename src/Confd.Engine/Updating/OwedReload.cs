using Confd.Engine.Resources;

namespace Confd.Engine.Updating;

/// <summary>A reload that is owed: announced, failed, put off, or left over by an earlier run.</summary>
/// <param name="File">Whose file it is that a service does not know; <see cref="TargetFile.Origin"/> as of the time when it was
/// staged.</param>
/// <param name="StagePath">What <c>{{.src}}</c> stands for.</param>
internal sealed record OwedReload(TargetFile File, string StagePath)
{
    /// <summary>When it is tried without any other occasion, on the book's clock; null where it waits for a cycle of its
    /// resource.</summary>
    public TimeSpan? DueAt { get; init; }

    /// <summary>True where this run has tried it or put it off.</summary>
    public bool IsTried { get; init; }

    /// <summary>True where it waits by chance: no other occasion runs it earlier.</summary>
    public bool IsSplayed { get; init; }

    /// <summary>True where the state folder has a note of it.</summary>
    public bool IsNoted { get; init; }
}

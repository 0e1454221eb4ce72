namespace Confd.Engine.Observing;

/// <summary>One open backend as it stands.</summary>
/// <param name="Name">What users write: <c>dynamodb</c>, <c>env</c>, <c>file</c>.</param>
/// <param name="Table">What it reads, where that has one name, such as a DynamoDB table; else null.</param>
/// <param name="Files">What it reads, where that is a list, such as files; else empty.</param>
public sealed record BackendStatus(string Name, string? Table, IReadOnlyList<string> Files)
{
    /// <summary>Whether the latest read or watch succeeded; null before the first.</summary>
    public bool? IsHealthy { get; init; }

    /// <summary>How many resources use it.</summary>
    public int Resources { get; init; }

    /// <summary>How many keys the latest successful read brought; null where unknown.</summary>
    public int? Items { get; init; }

    /// <summary>When it was read last, successfully or not; null for never.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>How long the latest read took; null before the first.</summary>
    public TimeSpan? ReadDuration { get; init; }

    /// <summary>True while it reports changes itself.</summary>
    public bool IsWatched { get; init; }

    /// <summary>When a backend that cannot be watched is polled next, in watch mode; null otherwise.</summary>
    public DateTimeOffset? NextPollAt { get; init; }

    /// <summary>The latest failure, kept after it recovered; null for none.</summary>
    public StatusFailure? LastFailure { get; init; }
}

namespace Confd.Engine.Observing;

/// <summary>The status of one open backend.</summary>
/// <param name="Name">The name that users write: <c>dynamodb</c>, <c>env</c>, <c>file</c>.</param>
/// <param name="Table">What it reads, where that has one name, such as a DynamoDB table; otherwise null.</param>
/// <param name="Files">What it reads, where that is a list, such as files; otherwise empty.</param>
public sealed record BackendStatus(string Name, string? Table, IReadOnlyList<string> Files)
{
    /// <summary>Whether the latest read or watch succeeded; null before the first.</summary>
    public bool? IsHealthy { get; init; }

    /// <summary>The number of resources that use it.</summary>
    public int Resources { get; init; }

    /// <summary>The number of keys of the latest successful read; null where unknown.</summary>
    public int? Items { get; init; }

    /// <summary>When it was read last, successfully or not; null for never.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>How long the latest read took; null before the first.</summary>
    public TimeSpan? ReadDuration { get; init; }

    /// <summary>True while it reports changes itself.</summary>
    public bool IsWatched { get; init; }

    /// <summary>When a backend that cannot be watched is polled next, in watch mode; null otherwise.</summary>
    public DateTimeOffset? NextPollAt { get; init; }

    /// <summary>The latest failure, kept after recovery; null for none.</summary>
    public StatusFailure? LastFailure { get; init; }
}

namespace Confd.Engine.Observing;

/// <summary>The status of one source of flags.</summary>
/// <param name="Origin">The source: <c>flag table NAME</c> or <c>flag file PATH</c>.</param>
public sealed record FlagSourceStatus(string Origin)
{
    /// <summary>Whether the latest read succeeded; null before the first.</summary>
    public bool? IsHealthy { get; init; }

    /// <summary>The number of resources that use it.</summary>
    public int Resources { get; init; }

    /// <summary>When it was read last, successfully or not; null for never.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The latest failure, kept after recovery; null for none.</summary>
    public StatusFailure? LastFailure { get; init; }
}

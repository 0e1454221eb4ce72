namespace Confd.Engine.Observing;

/// <summary>One source of flags as it stands.</summary>
/// <param name="Origin">Where the flags come from: <c>flag table NAME</c> or <c>flag file PATH</c>.</param>
public sealed record FlagSourceStatus(string Origin)
{
    /// <summary>Whether the latest read succeeded; null before the first.</summary>
    public bool? IsHealthy { get; init; }

    /// <summary>How many resources use it.</summary>
    public int Resources { get; init; }

    /// <summary>When it was read last, successfully or not; null for never.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The latest failure, kept after it recovered; null for none.</summary>
    public StatusFailure? LastFailure { get; init; }
}

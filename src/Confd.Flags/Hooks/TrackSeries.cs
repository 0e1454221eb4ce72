using Confd.Flags.Contexts;

namespace Confd.Flags.Hooks;

/// <summary>What the hooks of one custom event have in common.</summary>
public sealed record TrackSeries
{
    /// <summary>The event's key.</summary>
    public required string Key { get; init; }

    /// <summary>For whom.</summary>
    public required EvaluationContext Context { get; init; }

    /// <summary>What belongs to it; JSON null: nothing.</summary>
    public FlagValue Data { get; init; }

    /// <summary>The number that a metric counts; null: none.</summary>
    public double? Metric { get; init; }

    /// <summary>The id of the environment that the flags come from; null where the source does not say.</summary>
    public string? EnvironmentId { get; init; }
}

using Confd.Flags.Contexts;

namespace Confd.Flags.Hooks;

/// <summary>The data common to the hooks of one custom event.</summary>
public sealed record TrackSeries
{
    /// <summary>The event's key.</summary>
    public required string Key { get; init; }

    /// <summary>The context of the event.</summary>
    public required EvaluationContext Context { get; init; }

    /// <summary>Data of the event; JSON null: none.</summary>
    public FlagValue Data { get; init; }

    /// <summary>The number that a metric counts; null: none.</summary>
    public double? Metric { get; init; }

    /// <summary>The id of the environment that the flags come from; null where the source does not provide it.</summary>
    public string? EnvironmentId { get; init; }
}

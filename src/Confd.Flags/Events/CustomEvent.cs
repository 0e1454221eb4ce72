using Confd.Flags.Contexts;

namespace Confd.Flags.Events;

/// <summary>Something that a program wants to measure: a click, a purchase.</summary>
public sealed record CustomEvent : FlagEvent
{
    /// <summary>What happened; never empty.</summary>
    public required string Key { get; init; }

    /// <summary>What belongs to it; JSON null: nothing.</summary>
    public FlagValue Data { get; init; }

    /// <summary>The number that a metric counts; null: none.</summary>
    public double? Metric { get; init; }
}

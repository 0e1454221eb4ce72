using Confd.Flags.Contexts;

namespace Confd.Flags.Events;

/// <summary>An event that a program measures: a click, a purchase.</summary>
public sealed record CustomEvent : FlagEvent
{
    /// <summary>The event's key; never empty.</summary>
    public required string Key { get; init; }

    /// <summary>Data of the event; JSON null: none.</summary>
    public FlagValue Data { get; init; }

    /// <summary>The number that a metric counts; null: none.</summary>
    public double? Metric { get; init; }
}

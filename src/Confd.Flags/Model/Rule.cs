using System.Collections.Immutable;

namespace Confd.Flags.Model;

/// <summary>Defines what is served to contexts that match all clauses. Without clauses every context matches.</summary>
public sealed record Rule
{
    /// <summary>The rule's identity, part of the reason; null if it has none.</summary>
    public string? Id { get; init; }

    /// <summary>Conditions that must all hold.</summary>
    public ImmutableArray<Clause> Clauses { get; init; } = [];

    /// <summary>What is served.</summary>
    public VariationOrRollout Serve { get; init; }

    /// <summary>For analytics only.</summary>
    public bool TracksEvents { get; init; }
}

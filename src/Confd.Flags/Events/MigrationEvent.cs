using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Migrations;
using Confd.Flags.Model;

namespace Confd.Flags.Events;

/// <summary>One read or write of a migration: which systems were used, how long they took, whether they failed, whether they
/// agreed.</summary>
public sealed record MigrationEvent : FlagEvent
{
    /// <summary>The migration flag's key.</summary>
    public required string FlagKey { get; init; }

    /// <summary>The flag; null where it is not available.</summary>
    public FeatureFlag? Flag { get; init; }

    /// <summary>Read or write.</summary>
    public required MigrationOperation Operation { get; init; }

    /// <summary>The stage of the flag, as its value.</summary>
    public EvaluationDetail<FlagValue> Detail { get; init; }

    /// <summary>The program's default stage.</summary>
    public MigrationStage Default { get; init; }

    /// <summary>What was measured of the old system; null where it was not used.</summary>
    public MigrationMeasurement? Old { get; init; }

    /// <summary>What was measured of the new system; null where it was not used.</summary>
    public MigrationMeasurement? New { get; init; }

    /// <summary>Whether both systems returned the same; null: not compared.</summary>
    public bool? IsConsistent { get; init; }
}

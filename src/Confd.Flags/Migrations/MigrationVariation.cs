namespace Confd.Flags.Migrations;

/// <summary>The stage of a migration, and the tracker of one operation.</summary>
/// <param name="Stage">The stage of the flag; the program's default where the flag has none.</param>
/// <param name="Tracker">Receives the measurements of one operation.</param>
public sealed record MigrationVariation(MigrationStage Stage, MigrationTracker Tracker);

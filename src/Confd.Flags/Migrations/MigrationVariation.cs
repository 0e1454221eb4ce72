namespace Confd.Flags.Migrations;

/// <summary>The stage of a migration, and how to tell what was done in it.</summary>
/// <param name="Stage">The stage that the flag gave; the program's default where it gave none.</param>
/// <param name="Tracker">Takes the measurements of one operation.</param>
public sealed record MigrationVariation(MigrationStage Stage, MigrationTracker Tracker);

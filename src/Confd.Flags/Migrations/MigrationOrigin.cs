namespace Confd.Flags.Migrations;

/// <summary>The two systems of a migration.</summary>
public enum MigrationOrigin
{
    /// <summary>The system that one migrates from.</summary>
    Old,

    /// <summary>The system that one migrates to.</summary>
    New,
}

namespace Confd.Flags.Migrations;

/// <summary>What is done with the systems of a migration.</summary>
public enum MigrationOperation
{
    /// <summary><c>read</c>.</summary>
    Read,

    /// <summary><c>write</c>.</summary>
    Write,
}

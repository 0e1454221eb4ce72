namespace Confd.Flags.Migrations;

/// <summary>The order in which both systems of a migration are read.</summary>
public enum MigrationOrder
{
    /// <summary>At the same time.</summary>
    Concurrent,

    /// <summary>The authoritative one first.</summary>
    Serial,

    /// <summary>One after the other, in random order.</summary>
    Random,
}

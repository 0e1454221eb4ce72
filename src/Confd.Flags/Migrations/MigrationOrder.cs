namespace Confd.Flags.Migrations;

/// <summary>How both systems are read where both are.</summary>
public enum MigrationOrder
{
    /// <summary>At the same time.</summary>
    Concurrent,

    /// <summary>The one that counts first.</summary>
    Serial,

    /// <summary>One after the other, whichever first.</summary>
    Random,
}

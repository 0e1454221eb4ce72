namespace Confd.Flags.Migrations;

/// <summary>How far a migration from an old system to a new one has come; the value of a migration flag.</summary>
public enum MigrationStage
{
    /// <summary><c>off</c>: the old system alone.</summary>
    Off,

    /// <summary><c>dualwrite</c>: writes go to both, the old one first; reads to the old one.</summary>
    DualWrite,

    /// <summary><c>shadow</c>: both are written and read; the old one counts.</summary>
    Shadow,

    /// <summary><c>live</c>: both are written and read; the new one counts.</summary>
    Live,

    /// <summary><c>rampdown</c>: writes go to both, the new one first; reads to the new one.</summary>
    RampDown,

    /// <summary><c>complete</c>: the new system alone.</summary>
    Complete,
}

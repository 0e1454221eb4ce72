using System.Text.Json.Serialization;

namespace Confd.Flags.Migrations;

/// <summary>The progress of a migration from an old system to a new one; the value of a migration flag.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MigrationStage>))]
public enum MigrationStage
{
    /// <summary><c>off</c>: the old system alone.</summary>
    [JsonStringEnumMemberName("off")]
    Off,

    /// <summary><c>dualwrite</c>: writes go to both, the old one first; reads to the old one.</summary>
    [JsonStringEnumMemberName("dualwrite")]
    DualWrite,

    /// <summary><c>shadow</c>: both are written and read; the old one is authoritative.</summary>
    [JsonStringEnumMemberName("shadow")]
    Shadow,

    /// <summary><c>live</c>: both are written and read; the new one is authoritative.</summary>
    [JsonStringEnumMemberName("live")]
    Live,

    /// <summary><c>rampdown</c>: writes go to both, the new one first; reads to the new one.</summary>
    [JsonStringEnumMemberName("rampdown")]
    RampDown,

    /// <summary><c>complete</c>: the new system alone.</summary>
    [JsonStringEnumMemberName("complete")]
    Complete,
}

using System.Text.Json.Serialization;

namespace Confd.Flags.Migrations;

/// <summary>The two systems of a migration.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MigrationOrigin>))]
public enum MigrationOrigin
{
    /// <summary>The system that is migrated from.</summary>
    [JsonStringEnumMemberName("old")]
    Old,

    /// <summary>The system that is migrated to.</summary>
    [JsonStringEnumMemberName("new")]
    New,
}

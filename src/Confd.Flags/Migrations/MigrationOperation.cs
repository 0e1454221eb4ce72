using System.Text.Json.Serialization;

namespace Confd.Flags.Migrations;

/// <summary>An operation on the systems of a migration.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MigrationOperation>))]
public enum MigrationOperation
{
    /// <summary><c>read</c>.</summary>
    [JsonStringEnumMemberName("read")]
    Read,

    /// <summary><c>write</c>.</summary>
    [JsonStringEnumMemberName("write")]
    Write,
}

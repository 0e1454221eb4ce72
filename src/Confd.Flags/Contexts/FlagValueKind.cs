using System.Text.Json.Serialization;

namespace Confd.Flags.Contexts;

/// <summary>The JSON type of a <see cref="FlagValue"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FlagValueKind>))]
public enum FlagValueKind : byte
{
    /// <summary>JSON null, and everything that is absent.</summary>
    [JsonStringEnumMemberName("null")]
    Null,

    /// <summary>True or false.</summary>
    [JsonStringEnumMemberName("boolean")]
    Boolean,

    /// <summary>A number; integers and fractions are one type, as in JSON.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>A string.</summary>
    [JsonStringEnumMemberName("string")]
    String,

    /// <summary>An array.</summary>
    [JsonStringEnumMemberName("array")]
    Array,

    /// <summary>An object.</summary>
    [JsonStringEnumMemberName("object")]
    Object,
}

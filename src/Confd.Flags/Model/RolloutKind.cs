using System.Text.Json.Serialization;

namespace Confd.Flags.Model;

/// <summary>What a rollout is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RolloutKind>))]
public enum RolloutKind : byte
{
    /// <summary>A plain percentage rollout.</summary>
    [JsonStringEnumMemberName("rollout")]
    Rollout,

    /// <summary>An experiment: always split by key, and the reason says who takes part.</summary>
    [JsonStringEnumMemberName("experiment")]
    Experiment,
}

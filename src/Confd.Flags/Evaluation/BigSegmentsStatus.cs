using System.Text.Json.Serialization;

namespace Confd.Flags.Evaluation;

/// <summary>How far the answers about big segments can be trusted, from best to worst.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BigSegmentsStatus>))]
public enum BigSegmentsStatus : byte
{
    /// <summary>Membership was read and is up to date.</summary>
    [JsonStringEnumMemberName("HEALTHY")]
    Healthy,

    /// <summary>Membership was read, but was not synchronized for some time.</summary>
    [JsonStringEnumMemberName("STALE")]
    Stale,

    /// <summary>The store could not be read.</summary>
    [JsonStringEnumMemberName("STORE_ERROR")]
    StoreError,

    /// <summary>There is no store, or the segment has no generation.</summary>
    [JsonStringEnumMemberName("NOT_CONFIGURED")]
    NotConfigured,
}

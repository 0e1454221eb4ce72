using System.Text.Json.Serialization;

namespace Confd.Flags.Storage;

/// <summary>A failure to keep a store up to date.</summary>
/// <param name="Since">The start of the failure.</param>
/// <param name="Last">When an attempt last failed.</param>
public sealed record FollowingFailure(DateTimeOffset Since, DateTimeOffset Last)
{
    /// <summary>Why; null where the store does not report it. Never in JSON, which cannot hold an exception.</summary>
    [JsonIgnore]
    public Exception? Problem { get; init; }
}

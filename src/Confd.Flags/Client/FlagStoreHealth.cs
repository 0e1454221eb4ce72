using System.Text.Json.Serialization;

namespace Confd.Flags.Client;

/// <summary>Whether a client's store can be read.</summary>
/// <param name="IsReadable">True if the last attempt succeeded, and the store does not report that it is not up to date (<see
/// cref="Storage.IFollowingFlagStore"/>), as one does whose requests fail at the moment, or a cache that answers with older values; false
/// before the first attempt.</param>
/// <param name="Since">Since when <paramref name="IsReadable"/> has its value.</param>
/// <param name="LastFailure">When an attempt last failed; null: none has.</param>
public sealed record FlagStoreHealth(bool IsReadable, DateTimeOffset Since, DateTimeOffset? LastFailure)
{
    /// <summary>The exception of the last attempt; null where it succeeded, before the first one, and where the store does not report why
    /// it is not kept up to date. Never in JSON, which cannot hold an exception.</summary>
    [JsonIgnore]
    public Exception? Problem { get; init; }

    /// <summary>True where <see cref="IsReadable"/> is false and flags are still evaluated by an earlier reading; where the store is read
    /// through, by the last evaluation.</summary>
    public bool UsesLastReading { get; init; }
}

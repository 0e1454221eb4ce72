using Confd.Flags.Client;
using Confd.Flags.Json;
using Confd.Flags.Storage;

namespace Confd.Flags.Service.Revisions;

/// <summary>Flags and segments as sent to server-side SDKs: one line of JSON, with unknown fields.</summary>
internal static class ItemJson
{
    /// <summary>The item's JSON; null for a tombstone and for an item that cannot be read, which must not break an SDK.</summary>
    public static ReadOnlyMemory<byte>? Find(FlagSnapshot snapshot, DataKind kind, string key, VersionedItem item)
    {
        if (item.IsDeleted || FindVersion(snapshot, kind, key) is null)
        {
            return null;
        }

        try
        {
            return FlagItemJson.Read(key, item.Content.Span).Content;
        }
        catch (FlagFormatException)
        {
            // If the row's key differs from the item's, the row's key takes precedence.
            return kind == DataKind.Features
                ? FlagJson.ToUtf8(snapshot.Flags.Flags[key])
                : SegmentJson.ToUtf8(snapshot.Flags.Segments[key]);
        }
    }

    /// <summary>The version that SDKs compare; null where there is no item to send.</summary>
    public static long? FindVersion(FlagSnapshot snapshot, DataKind kind, string key) => kind == DataKind.Features
        ? snapshot.Flags.Flags.GetValueOrDefault(key) is { IsDeleted: false } flag ? flag.Version : null
        : snapshot.Flags.Segments.GetValueOrDefault(key) is { IsDeleted: false } segment ? segment.Version : null;
}

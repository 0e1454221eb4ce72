using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Converts rows to items, for every layout and every SDK.</summary>
internal static class RowReader
{
    public static RowReading Read(Dictionary<string, AttributeValue> row)
    {
        var key = row.GetValueOrDefault(Attributes.Key)?.S ?? "";
        if (!TryReadVersion(row, out var version))
        {
            return RowReading.Broken(key, "it has no integer in 'version'");
        }

        if (row.TryGetValue(Attributes.PartCount, out var parts))
        {
            return row.GetValueOrDefault(Attributes.PartsId)?.S is { } id
                && int.TryParse(parts.N, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is > 0 and <= PartsReference.MaxCount
                ? RowReading.Of(key, new PartsReference(version, id, count))
                : RowReading.Broken(key, "it is marked as stored in parts, but does not say where", version);
        }

        var isDeleted = row.GetValueOrDefault(Attributes.Deleted)?.BOOL == true;
        if (row.GetValueOrDefault(Attributes.Item)?.S is { } text)
        {
            return RowReading.Of(key, ItemOf(version, Encoding.UTF8.GetBytes(text), isDeleted));
        }

        if (!CommunityRow.Is(row))
        {
            return RowReading.Broken(key, "it has no text in 'item'", version);
        }

        var json = CommunityRow.ReadJson(row);
        return RowReading.Of(key, isDeleted ? VersionedItem.Tombstone(version, json) : new VersionedItem(version, json));
    }

    /// <summary>The item of a text: a tombstone where the row or the text is marked as deleted; it may hold an archived item.</summary>
    public static VersionedItem ItemOf(long version, byte[] content, bool isDeleted) =>
        isDeleted || IsTombstone(content) ? VersionedItem.Tombstone(version, content) : new VersionedItem(version, content);

    /// <summary>Reads the version attribute, which takes precedence over a version in the item's JSON.</summary>
    public static bool TryReadVersion(Dictionary<string, AttributeValue> row, out long version)
    {
        version = 0;
        return row.TryGetValue(Attributes.Version, out var attribute)
            && long.TryParse(attribute.N, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out version);
    }

    // .NET SDKs write null, all others an object with "deleted". Items that are not JSON are not validated here.
    private static bool IsTombstone(ReadOnlySpan<byte> content)
    {
        if (content.SequenceEqual("null"u8))
        {
            return true;
        }

        if (content.IndexOf("\"deleted\""u8) < 0)
        {
            return false;
        }

        try
        {
            return SaysDeleted(content);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // The latter for names that contain half of a surrogate pair.
            return false;
        }
    }

    private static bool SaysDeleted(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content, JsonDepth.OfAll);
        var isDeleted = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMark = reader.ValueTextEquals("deleted"u8);
            reader.Read();
            isDeleted = isMark ? reader.TokenType == JsonTokenType.True : isDeleted;
            reader.Skip();
        }

        return isDeleted;
    }
}

using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Rows as written by LaunchDarkly's SDKs: <c>namespace</c>, <c>key</c>, <c>version</c>, <c>item</c>.</summary>
internal static class OfficialRow
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Dictionary<string, AttributeValue> Write(string @namespace, string key, VersionedItem item) => new(StringComparer.Ordinal)
    {
        [Attributes.Namespace] = new() { S = @namespace },
        [Attributes.Key] = new() { S = key },
        [Attributes.Version] = new() { N = item.Version.ToString(CultureInfo.InvariantCulture) },
        [Attributes.Item] = new() { S = TextOf(key, item) },
    };

    /// <summary>The row that refers to the parts of an item. Readers that do not support parts read it as a tombstone.</summary>
    public static Dictionary<string, AttributeValue> WriteHead(string @namespace, string key, PartsReference parts)
    {
        var row = Write(@namespace, key, FlagItemJson.Tombstone(key, parts.Version));
        row[Attributes.PartCount] = new() { N = parts.Count.ToString(CultureInfo.InvariantCulture) };
        row[Attributes.PartsId] = new() { S = parts.Id };
        return row;
    }

    // An empty tombstone is written so that every SDK can read it; the text "null" of the .NET SDK breaks others.
    private static string TextOf(string key, VersionedItem item)
    {
        var content = item is { IsDeleted: true, Content.IsEmpty: true } ? FlagItemJson.Tombstone(key, item.Version).Content : item.Content;
        try
        {
            return Strict.GetString(content.Span);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ArgumentException($"the item '{key}' is not UTF-8", nameof(item), exception);
        }
    }
}

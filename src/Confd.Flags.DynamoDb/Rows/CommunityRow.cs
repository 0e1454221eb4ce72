using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>
/// Rows as written by <c>mlafeldt/launchdarkly-dynamo-store</c>: an attribute for each JSON property. Fields that its Go structs do not
/// have are kept too; the Go reader ignores them.
/// </summary>
internal static class CommunityRow
{
    private static readonly AttributeValue Null = new() { NULL = true };
    private static readonly AttributeValue False = new() { BOOL = false };

    // The attributes that the Go structs always write, with Go's zero values and NULL for empty ones.
    private static readonly Dictionary<string, AttributeValue> EmptyFlag = new(StringComparer.Ordinal)
    {
        ["on"] = False,
        ["trackEvents"] = False,
        ["deleted"] = False,
        ["prerequisites"] = Null,
        ["salt"] = Null,
        ["sel"] = Null,
        ["targets"] = Null,
        ["rules"] = Null,
        ["fallthrough"] = new() { M = [], IsMSet = true },
        ["offVariation"] = Null,
        ["variations"] = Null,
        ["debugEventsUntilDate"] = Null,
    };

    private static readonly Dictionary<string, AttributeValue> EmptySegment = new(StringComparer.Ordinal)
    {
        ["included"] = Null,
        ["excluded"] = Null,
        ["salt"] = Null,
        ["rules"] = Null,
        ["deleted"] = False,
    };

    // A row with one of these would be read as something else, or the field would be lost.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        Attributes.Namespace, Attributes.Item, Attributes.PartCount, Attributes.DeletedOn,
    };

    public static bool Is(Dictionary<string, AttributeValue> row) =>
        row.ContainsKey("on") || row.ContainsKey("variations") || row.ContainsKey("included");

    /// <summary>Creates the row of a flag or a segment.</summary>
    /// <exception cref="FlagStoreException">The kind is not one of the layout's two; or, as a <see cref="FlagItemRefusedException"/>, the
    /// item is not a JSON object, or has a field that the layout cannot hold.</exception>
    public static Dictionary<string, AttributeValue> Write(DataKind kind, string key, VersionedItem item)
    {
        var row = new Dictionary<string, AttributeValue>(EmptyOf(kind), StringComparer.Ordinal);
        if (!item.IsDeleted)
        {
            ReadInto(row, kind, key, item.Content.Span);
        }

        row[Attributes.Namespace] = new() { S = kind.Name };
        row[Attributes.Key] = new() { S = key };
        row[Attributes.Version] = new() { N = item.Version.ToString(CultureInfo.InvariantCulture) };
        row[Attributes.Deleted] = new() { BOOL = item.IsDeleted };
        return row;
    }

    /// <summary>The item as JSON: key and version first, then the other attributes by name.</summary>
    public static ReadOnlyMemory<byte> ReadJson(Dictionary<string, AttributeValue> row) => WrittenJson.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString(Attributes.Key, row[Attributes.Key].S);
        writer.WritePropertyName(Attributes.Version);
        writer.WriteRawValue(row[Attributes.Version].N);
        foreach (var (name, value) in row.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name is not (Attributes.Namespace or Attributes.Key or Attributes.Version or Attributes.DeletedOn))
            {
                AttributeJson.WriteProperty(writer, name, value);
            }
        }

        writer.WriteEndObject();
    });

    private static Dictionary<string, AttributeValue> EmptyOf(DataKind kind)
    {
        if (kind == DataKind.Features)
        {
            return EmptyFlag;
        }

        return kind == DataKind.Segments
            ? EmptySegment
            : throw new FlagStoreException($"the community layout holds flags and segments, not '{kind}'; use the official layout");
    }

    private static void ReadInto(Dictionary<string, AttributeValue> row, DataKind kind, string key, ReadOnlySpan<byte> json)
    {
        try
        {
            foreach (var (name, value) in AttributeJson.Read(json))
            {
                if (Reserved.Contains(name))
                {
                    throw new FlagItemRefusedException(
                        $"the item '{key}' in '{kind}' has a field '{name}', which the community layout keeps for its rows; "
                        + "use the official layout, or leave the field out",
                        kind,
                        key);
                }

                // A property that is null or empty has its zero value already.
                if (value.NULL != true || !row.ContainsKey(name))
                {
                    row[name] = value;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for half of a surrogate pair, which no attribute can hold.
            throw new FlagItemRefusedException(
                $"the item '{key}' in '{kind}' is not a JSON object of Unicode texts, which the community layout needs",
                kind,
                key,
                exception);
        }
    }
}

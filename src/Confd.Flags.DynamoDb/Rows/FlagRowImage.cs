using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.History;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>The item of a row as recorded in the journal.</summary>
/// <param name="Item">The item; null where there was none or it is unknown.</param>
/// <param name="IsKnown">False where the journal does not contain the state, also for an item that is stored in parts.</param>
internal readonly record struct FlagRowImage(VersionedItem? Item, bool IsKnown)
{
    public static FlagRowImage Read(KeyState state, JsonElement? row)
    {
        if (row is not { } image)
        {
            return new FlagRowImage(null, state.Kind == KeyStateKind.Absent);
        }

        var item = TryMap(image) is { } attributes ? RowReader.Read(attributes).Item : null;
        return new FlagRowImage(item, item is not null);
    }

    /// <summary>The version of a row; 0 if unknown.</summary>
    public static long VersionIn(JsonElement? row) =>
        row is { } image && TryMap(image) is { } attributes && RowReader.TryReadVersion(attributes, out var version) ? version : 0;

    /// <summary>Converts a row of a stream or a journal.</summary>
    /// <returns>Null where it is not in DynamoDB's JSON.</returns>
    public static Dictionary<string, AttributeValue>? TryMap(JsonElement image)
    {
        try
        {
            return Map(image);
        }
        catch (Exception malformed) when (malformed is InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static Dictionary<string, AttributeValue> Map(JsonElement image) => image.EnumerateObject()
        .ToDictionary(attribute => attribute.Name, attribute => Value(attribute.Value), StringComparer.Ordinal);

    // As the SDK returns them. Types that no reader of flags uses, numbers in sets and bytes, have no value: that is not NULL, which may
    // stand for an empty list.
    private static AttributeValue Value(JsonElement typed)
    {
        foreach (var value in typed.EnumerateObject())
        {
            return value.Name switch
            {
                "S" => new() { S = value.Value.GetString() },
                "N" => new() { N = value.Value.GetString() },
                "BOOL" => new() { BOOL = value.Value.GetBoolean() },
                "L" => new() { L = [.. value.Value.EnumerateArray().Select(Value)], IsLSet = true },
                "M" => new() { M = Map(value.Value), IsMSet = true },
                "SS" => new() { SS = [.. value.Value.EnumerateArray().Select(text => text.GetString())] },
                "NULL" => new() { NULL = true },
                _ => new(),
            };
        }

        return new() { NULL = true };
    }
}

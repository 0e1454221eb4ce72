using System.Globalization;
using System.Text;
using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb;

/// <summary>DynamoDB's limits on one item, and whether its texts can be stored, checked before anything is sent.</summary>
internal static class ItemSize
{
    /// <summary>Rejects what DynamoDB would reject, with a message that names the key.</summary>
    /// <exception cref="DynamoDbException">The item is too large, or a text is not Unicode; key and table are named.</exception>
    public static void Check(string table, TableShape shape, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        RequireUnicode(table, key, key, "key");
        RequireUnicode(table, key, value, "value of key");
        var keyBytes = Bytes(key);
        var maxKeyBytes = MaxKeyBytesOf(shape);
        if (keyBytes == 0 || keyBytes > maxKeyBytes)
        {
            throw Refused(
                table,
                key,
                string.Create(CultureInfo.InvariantCulture, $"the key '{key}' has {keyBytes} bytes; DynamoDB takes 1 to {maxKeyBytes}"));
        }

        var itemBytes = Bytes(shape.KeyAttribute) + keyBytes + Bytes(shape.ValueAttribute) + Bytes(value)
            + (shape.PartitionAttribute is null ? 0 : Bytes(shape.PartitionAttribute) + Bytes(shape.Partition!));
        if (itemBytes > ItemLimits.Bytes)
        {
            throw Refused(
                table,
                key,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the item of key '{key}' has {itemBytes} bytes; DynamoDB stores at most {ItemLimits.Bytes} (400 KB), "
                    + $"names included: split the value"));
        }
    }

    /// <summary>True where no item can have this key, nor a key that begins with it: DynamoDB would reject a request for it.</summary>
    public static bool IsImpossibleKey(TableShape shape, string key) => Bytes(key) > MaxKeyBytesOf(shape);

    private static int MaxKeyBytesOf(TableShape shape) =>
        shape.PartitionAttribute is null ? ItemLimits.PartitionKeyBytes : ItemLimits.SortKeyBytes;

    // Half of a surrogate pair would be stored as U+FFFD.
    private static void RequireUnicode(string table, string key, string text, string what)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAnyInRange('\ud800', '\udfff') is var at && at >= 0)
        {
            if (!char.IsHighSurrogate(rest[at]) || at + 1 == rest.Length || !char.IsLowSurrogate(rest[at + 1]))
            {
                throw Refused(
                    table, key, $"the {what} '{key}' is not Unicode: it has half of a surrogate pair", DynamoDbFailure.InvalidRequest);
            }

            rest = rest[(at + 2)..];
        }
    }

    private static DynamoDbException Refused(
        string table, string key, string reason, DynamoDbFailure failure = DynamoDbFailure.ItemTooLarge) =>
        new(failure, $"table {table}: {reason}") { Table = table, Key = key };

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}

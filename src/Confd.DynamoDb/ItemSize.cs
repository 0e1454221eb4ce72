using System.Globalization;
using System.Text;
using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb;

/// <summary>DynamoDB's limits on one item, checked before anything is sent.</summary>
internal static class ItemSize
{
    /// <summary>Rejects what DynamoDB would reject, with a message that names the key.</summary>
    /// <exception cref="DynamoDbException">The item is too large; key and table are named.</exception>
    public static void Check(string table, TableShape shape, string key, string value)
    {
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

    private static DynamoDbException Refused(string table, string key, string reason) =>
        new(DynamoDbFailure.ItemTooLarge, $"table {table}: {reason}") { Table = table, Key = key };

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}

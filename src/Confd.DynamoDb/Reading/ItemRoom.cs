using System.Globalization;
using Confd.Shared;

namespace Confd.DynamoDb.Reading;

/// <summary>How much one reading of a table may hold.</summary>
/// <param name="table">The table's name.</param>
/// <param name="bytes">The bound; 0 or less for the usual one.</param>
internal sealed class ItemRoom(string table, long bytes)
{
    private readonly ByteRoom _room = new(bytes);

    /// <summary>What an item weighs in memory, about.</summary>
    public static long Weigh(KeyItem item) => ByteRoom.Weigh(item.Key, item.Value.Length);

    /// <summary>Takes room for a page or an item.</summary>
    /// <exception cref="DynamoDbException">There is none left.</exception>
    public void Take(long bytes)
    {
        if (!_room.TryTake(bytes))
        {
            throw new DynamoDbException(
                DynamoDbFailure.ReadingTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture, $"what is read from table {table} takes more than {_room.Bytes} bytes of memory"))
            {
                Table = table,
            };
        }
    }
}

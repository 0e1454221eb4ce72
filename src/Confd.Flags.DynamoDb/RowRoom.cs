using System.Globalization;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.DynamoDb;

/// <summary>How much one reading of a flag table may hold in memory: whoever may write rows must not be able to fill this
/// machine's.</summary>
/// <param name="table">The table, for the message.</param>
/// <param name="bytes">The bound; 0 for the usual one.</param>
internal sealed class RowRoom(string table, long bytes)
{
    private readonly ByteRoom _room = new(bytes);

    /// <summary>Takes room for an item, and for what it costs to hold it.</summary>
    /// <exception cref="FlagStoreException">There is none left.</exception>
    public void Take(string key, long contentBytes)
    {
        if (!_room.TryTake(ByteRoom.Weigh(key, contentBytes)))
        {
            throw new FlagStoreException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"what is read from the flag table {table} takes more than {_room.Bytes} bytes of memory; take rows out of it"));
        }
    }

    /// <summary>Gives back what was taken for content that is not held after all.</summary>
    public void GiveBack(long contentBytes) => _room.GiveBack(contentBytes);
}

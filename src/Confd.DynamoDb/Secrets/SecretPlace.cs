using System.Buffers.Binary;
using System.Text;

namespace Confd.DynamoDb.Secrets;

/// <summary>The place of encrypted values: bound to each, so that one that is moved to another key, partition or table does not
/// decrypt.</summary>
/// <param name="Table">The table's name, without the rest of an ARN.</param>
/// <param name="Partition">The partition; null in a table without a sort key.</param>
internal sealed record SecretPlace(string Table, string? Partition)
{
    /// <summary>Creates the place from a table's name or ARN and its options.</summary>
    public static SecretPlace Of(string nameOrArn, string? partition) => new(nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..], partition);

    /// <summary>
    /// The associated data of AES-GCM: version, table, partition and key, each after its length, so that no two places result in the same
    /// bytes.
    /// </summary>
    public byte[] AssociatedData(string key)
    {
        using var data = new MemoryStream();
        data.WriteByte((byte)(Partition is null ? 3 : 4));
        Add(data, SecretText.Prefix);
        Add(data, Table);
        if (Partition is not null)
        {
            Add(data, Partition);
        }

        Add(data, key);
        return data.ToArray();
    }

    private static void Add(MemoryStream data, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        data.Write(length);
        data.Write(bytes);
    }
}

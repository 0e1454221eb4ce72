using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

/// <summary>The table itself, which LaunchDarkly's SDKs never create.</summary>
public static class FlagTable
{
    /// <summary>The end of a message about a table with other keys.</summary>
    internal const string Keys = "a flag table has the partition key 'namespace' and the sort key 'key', both strings";

    /// <summary>Creates a table for flags, with on-demand capacity and with a stream, so that its changes can be followed, and waits until
    /// it can be used. An existing table is not changed.</summary>
    /// <returns>False if the table was there.</returns>
    /// <exception cref="FlagStoreException">It cannot be created, or an existing table has other keys.</exception>
    public static Task<bool> CreateAsync(
        IAmazonDynamoDB client, string tableName, DynamoTableOptions? options = null, CancellationToken cancellationToken = default) =>
        Failures.TranslateAsync(async () =>
        {
            var table = new DynamoTable(client, tableName, options);
            var isNew = await table.CreateAsync(
                new TableDefinition { PartitionAttribute = Attributes.Namespace, KeyAttribute = Attributes.Key, HasStream = true },
                cancellationToken).ConfigureAwait(false);
            Check(await table.DescribeAsync(cancellationToken).ConfigureAwait(false));
            return isNew;
        });

    /// <summary>Throws unless the table has a flag table's keys.</summary>
    /// <exception cref="FlagStoreException">The table has other keys.</exception>
    public static void Check(TableDescription description)
    {
        if (description.TableStatus == TableStatus.DELETING)
        {
            throw new FlagStoreException($"the flag table {description.TableName} is being deleted");
        }

        var types = (description.AttributeDefinitions ?? []).ToDictionary(
            attribute => attribute.AttributeName, attribute => attribute.AttributeType?.Value, StringComparer.Ordinal);
        var keys = (description.KeySchema ?? [])
            .Select(key => $"{key.KeyType.Value} {key.AttributeName} ({types.GetValueOrDefault(key.AttributeName)})")
            .Order(StringComparer.Ordinal);
        if (!keys.SequenceEqual([$"HASH {Attributes.Namespace} (S)", $"RANGE {Attributes.Key} (S)"], StringComparer.Ordinal))
        {
            throw new FlagStoreException(
                $"the table {description.TableName} is not a flag table: it has the keys {string.Join(", ", keys)}, and {Keys}");
        }
    }

    /// <summary>Options for reading the rows of flags or of segments as keys and values: each item's JSON by its key, in the official
    /// layout.</summary>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="prefix">The environment's prefix; null or empty: none.</param>
    public static KeyValueTableOptions RowsOf(DataKind kind, string? prefix = null) => new()
    {
        Partition = new Namespaces(prefix).Of(kind),
        KeyAttribute = Attributes.Key,
        ValueAttribute = Attributes.Item,
    };
}

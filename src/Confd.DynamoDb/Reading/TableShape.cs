using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb.Reading;

/// <summary>The attributes of keys and values in a table or index, checked against its description.</summary>
/// <param name="KeyAttribute">Holds the key.</param>
/// <param name="ValueAttribute">Holds the value.</param>
/// <param name="PartitionAttribute">The partition key where the key is the sort key, otherwise null.</param>
/// <param name="Partition">The partition that is read; null with a null <paramref name="PartitionAttribute"/>.</param>
/// <param name="IndexName">The index that is read instead of the table.</param>
internal sealed record TableShape(
    string KeyAttribute, string ValueAttribute, string? PartitionAttribute, string? Partition, string? IndexName)
{
    /// <summary>Short names for expressions, since attribute names such as <c>key</c> may be reserved words.</summary>
    public Dictionary<string, string> ProjectionNames => new(StringComparer.Ordinal) { ["#k"] = KeyAttribute, ["#v"] = ValueAttribute };

    /// <summary>Finds key and partition in the description of a table.</summary>
    /// <exception cref="DynamoDbException">The table's keys do not fit the options.</exception>
    public static TableShape Resolve(TableDescription table, KeyValueTableOptions options)
    {
        var schema = options.IndexName is null ? table.KeySchema : IndexSchema(table, options.IndexName);
        var hash = schema?.Find(element => element.KeyType == KeyType.HASH)?.AttributeName
            ?? throw new DynamoDbException(
                DynamoDbFailure.InvalidRequest,
                $"table {table.TableName} is {table.TableStatus?.Value ?? "of unknown status"} and has no key schema")
            {
                Table = table.TableName,
            };
        var range = schema.Find(element => element.KeyType == KeyType.RANGE)?.AttributeName;
        if (options.Partition is null && (hash == options.KeyAttribute) && range is null)
        {
            CheckType(table, hash);
            return new TableShape(hash, options.ValueAttribute, null, null, options.IndexName);
        }

        if (options.Partition is not null && range == options.KeyAttribute)
        {
            CheckType(table, hash);
            CheckType(table, range);
            return new TableShape(range, options.ValueAttribute, hash, options.Partition, options.IndexName);
        }

        throw new DynamoDbException(
            DynamoDbFailure.InvalidRequest, Mismatch(table.TableName, options, hash, range))
        { Table = table.TableName };
    }

    /// <summary>The primary key of an item, for the SDK.</summary>
    public Dictionary<string, AttributeValue> PrimaryKey(string key)
    {
        var primaryKey = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [KeyAttribute] = new() { S = key } };
        if (PartitionAttribute is not null)
        {
            primaryKey[PartitionAttribute] = new() { S = Partition };
        }

        return primaryKey;
    }

    /// <summary>The key and value of an item; null where it has no value attribute (such items are not part of the table's keys).</summary>
    public KeyItem? Decode(Dictionary<string, AttributeValue> item)
    {
        if (!item.TryGetValue(KeyAttribute, out var key) || key.S is null || !item.TryGetValue(ValueAttribute, out var value))
        {
            return null;
        }

        return value.S is null
            ? new KeyItem(key.S, default) { Other = new OtherValue(TypeOf(value), value.N ?? Text(value.BOOL)) }
            : new KeyItem(key.S, System.Text.Encoding.UTF8.GetBytes(value.S));
    }

    // Keys are compared with strings: for another type DynamoDB rejects that, with a message about the request and not about the table.
    private static void CheckType(TableDescription table, string attribute)
    {
        var type = table.AttributeDefinitions?.Find(definition => definition.AttributeName == attribute)?.AttributeType;
        if (type is not null && type != ScalarAttributeType.S)
        {
            throw new DynamoDbException(
                DynamoDbFailure.InvalidRequest,
                $"table {table.TableName} has the key '{attribute}' of type {type.Value}, but keys are texts (type S); "
                + "read a table with text keys, or create one")
            {
                Table = table.TableName,
            };
        }
    }

    private static string TypeOf(AttributeValue value) => value switch
    {
        { N: not null } => "N",
        { BOOL: not null } => "BOOL",
        { NULL: not null } => "NULL",
        { B: not null } => "B",
        { SS: not null } => "SS",
        { NS: not null } => "NS",
        { BS: not null } => "BS",
        { M: not null } => "M",
        _ => "L",
    };

    private static string? Text(bool? value) => value switch
    {
        null => null,
        true => "true",
        false => "false",
    };

    private static List<KeySchemaElement> IndexSchema(TableDescription table, string indexName) =>
        table.GlobalSecondaryIndexes?.Find(index => index.IndexName == indexName)?.KeySchema
        ?? table.LocalSecondaryIndexes?.Find(index => index.IndexName == indexName)?.KeySchema
        ?? throw new DynamoDbException(
            DynamoDbFailure.TableMissing, $"table {table.TableName} has no index {indexName}")
        { Table = table.TableName };

    private static string Mismatch(string table, KeyValueTableOptions options, string hash, string? range)
    {
        var has = range is null ? $"partition key '{hash}' and no sort key" : $"partition key '{hash}' and sort key '{range}'";
        return options.Partition is not null
            ? $"table {table} has {has}; reading a partition takes a table whose sort key is '{options.KeyAttribute}'"
            : range == options.KeyAttribute
                ? $"table {table} has {has}; say which partition to read"
                : $"table {table} has {has}, but the key is looked for in '{options.KeyAttribute}'; "
                    + "give the name of its key attribute, or create a table with that key";
    }
}

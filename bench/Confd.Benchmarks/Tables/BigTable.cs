using Confd.DynamoDb;

namespace Confd.Benchmarks.Tables;

/// <summary>A table of keys and values like <c>/app0042/key0007</c>.</summary>
internal static class BigTable
{
    public const int KeysPerApplication = 50;

    private const int ItemsPerWrite = 1_000;
    private const int ParallelWrites = 4;

    /// <summary>Makes and fills the table.</summary>
    public static async Task FillAsync(string dynamoDbUrl, string tableName, int items, int valueLength)
    {
        using var connection = await TableConnections.ConnectAsync(dynamoDbUrl);
        await new DynamoTable(connection.Client, tableName).CreateAsync(new TableDefinition());
        await using var table = await KeyValueTable.OpenAsync(connection, tableName);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelWrites };
        await Parallel.ForEachAsync(Enumerable.Range(0, items).Chunk(ItemsPerWrite), parallel, async (chunk, stop) =>
            await table.WriteAsync([.. chunk.Select(index => Item(index, valueLength))], [], cancellationToken: stop));
    }

    private static KeyValuePair<string, string> Item(int index, int valueLength)
    {
        var random = new Random(index);
        var value = string.Create(valueLength, random, static (text, random) =>
        {
            foreach (ref var letter in text)
            {
                letter = (char)random.Next('a', 'z' + 1);
            }
        });
        return new($"/app{index / KeysPerApplication:D4}/key{index % KeysPerApplication:D4}", value);
    }
}

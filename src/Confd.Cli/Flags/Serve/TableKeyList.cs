using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Flags.Console.Environments;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags.Serve;

/// <summary>Names of the keys of a key/value table.</summary>
internal sealed class TableKeyList(DynamoConnection connection, string name, ToolConsole console, ILogger log) : IKeyList
{
    /// <inheritdoc/>
    public string Label => $"table {name}";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ListedKey>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var options = new KeyValueTableOptions { Clock = console.Clock, Logger = log };
            await using var table = await KeyValueTable.OpenAsync(connection, name, options, cancellationToken);
            var items = await table.ReadBelowAsync("", cancellationToken);
            return [.. items.Items.ToArray().Select(item => new ListedKey(item.Key))];
        }
        catch (DynamoDbException problem)
        {
            throw new FlagStoreException(problem.Message, problem);
        }
    }
}

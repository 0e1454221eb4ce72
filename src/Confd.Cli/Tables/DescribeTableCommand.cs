using System.CommandLine;
using Amazon.DynamoDBv2.Model;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;

namespace Confd.Cli.Tables;

/// <summary><c>confd table describe</c>.</summary>
internal static class DescribeTableCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new TableArguments(console);
        var command = new Command("describe", "Show status, keys, size and stream of a table.") { shared.Table };
        ToolAction.Set(command, (arguments, cancellationToken) => shared.WithTableAsync(
            arguments,
            async (table, connection) =>
            {
                foreach (var (name, value) in Facts(await table.DescribeAsync(cancellationToken), connection))
                {
                    await arguments.InvocationConfiguration.Output.WriteLineAsync($"{name}: {value}");
                }

                return ToolExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    /// <summary>A table's keys: <c>partition (partition key), key (sort key)</c>; empty for one that is being deleted.</summary>
    public static string KeysOf(TableDescription table) => string.Join(", ", (table.KeySchema ?? []).Select(
        key => $"{key.AttributeName} ({(key.KeyType == Amazon.DynamoDBv2.KeyType.HASH ? "partition key" : "sort key")})"));

    private static IEnumerable<(string Name, string Value)> Facts(TableDescription table, DynamoConnection connection)
    {
        yield return ("table", table.TableName);
        yield return ("status", table.TableStatus.Value);
        yield return ("keys", KeysOf(table));
        yield return ("items", $"{table.ItemCount ?? 0}");
        yield return ("bytes", $"{table.TableSizeBytes ?? 0}");
        yield return ("billing", table.BillingModeSummary?.BillingMode?.Value ?? "PROVISIONED");
        yield return ("stream", table.StreamSpecification?.StreamEnabled == true ? table.StreamSpecification.StreamViewType.Value : "off");
        yield return ("region", connection.Region);
        if (connection.Endpoint is not null)
        {
            yield return ("endpoint", connection.Endpoint.AbsoluteUri);
        }
    }
}

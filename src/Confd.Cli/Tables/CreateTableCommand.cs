using System.CommandLine;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;

namespace Confd.Cli.Tables;

/// <summary><c>confd table create</c>.</summary>
internal static class CreateTableCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new TableArguments(console);
        var isPartitioned = new Option<bool>("--partitioned")
        {
            Description = "Make the key a sort key below a partition: reading a prefix then costs what the prefix weighs.",
        };
        var partitionAttribute = new Option<string>("--partition-attribute")
        {
            Description = "The partition key of a partitioned table.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "partition",
        };
        var hasStream = new Option<bool>("--stream") { Description = "Turn the table's stream on, for --watch." };
        var ifMissing = new Option<bool>("--if-missing") { Description = "A table that exists already is no failure." };
        var command = new Command("create", "Create an on-demand table and wait until it can be used.")
        {
            shared.Table, shared.KeyAttribute, isPartitioned, partitionAttribute, hasStream, ifMissing,
        };
        TableAction.Set(command, async (arguments, cancellationToken) =>
        {
            var name = arguments.GetRequiredValue(shared.Table);
            using var connection = await DynamoConnection.ConnectAsync(console.Connection, cancellationToken);
            var table = new DynamoTable(connection.Client, name, new DynamoTableOptions { Clock = console.Clock });
            var isCreated = await table.CreateAsync(
                new TableDefinition
                {
                    KeyAttribute = arguments.GetRequiredValue(shared.KeyAttribute),
                    PartitionAttribute = arguments.GetValue(isPartitioned) ? arguments.GetRequiredValue(partitionAttribute) : null,
                    HasStream = arguments.GetValue(hasStream),
                },
                cancellationToken);
            if (!isCreated && !arguments.GetValue(ifMissing))
            {
                throw new DynamoDbException(
                    DynamoDbFailure.InvalidRequest, $"table {name} exists already; --if-missing accepts that")
                { Table = name };
            }

            await arguments.InvocationConfiguration.Output.WriteLineAsync(isCreated ? $"created table {name}" : $"table {name} exists");
            return ToolExitCode.Success;
        });
        return command;
    }
}

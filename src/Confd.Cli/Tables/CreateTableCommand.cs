using System.CommandLine;
using Confd.Cli.Tools;
using Confd.DynamoDb;

namespace Confd.Cli.Tables;

/// <summary><c>confd table create</c>.</summary>
internal static class CreateTableCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new TableArguments(console);
        var isPartitioned = new Option<bool>("--partitioned")
        {
            Description = "Make the key a sort key below a partition: reading a prefix then costs only the size of the prefix.",
        };
        var partitionAttribute = TableOption.NotEmpty(new Option<string>("--partition-attribute")
        {
            Description = "The partition key of a partitioned table.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "partition",
        });
        var hasStream = new Option<bool>("--stream") { Description = "Turn the table's stream on, for --watch." };
        var ifMissing = new Option<bool>("--if-missing")
        {
            Description = "A table that exists already, with these keys, is not an error; --stream turns its stream on.",
        };
        var command = new Command("create", "Create an on-demand table and wait until it can be used.")
        {
            shared.Table, shared.KeyAttribute, isPartitioned, partitionAttribute, hasStream, ifMissing,
        };
        ToolAction.Set(command, (arguments, cancellationToken) => shared.WithTableAsync(
            arguments,
            async (table, _) =>
            {
                var definition = new TableDefinition
                {
                    KeyAttribute = arguments.GetRequiredValue(shared.KeyAttribute),
                    PartitionAttribute = arguments.GetValue(isPartitioned) ? arguments.GetRequiredValue(partitionAttribute) : null,
                    HasStream = arguments.GetValue(hasStream),
                };
                var isCreated = await table.CreateAsync(definition, cancellationToken);
                if (!isCreated && !arguments.GetValue(ifMissing))
                {
                    throw Refused(table.Name, $"table {table.Name} exists already; --if-missing accepts that");
                }

                var isStreamNew = !isCreated && await BringUpToAsync(table, definition, cancellationToken);
                await ChangesMade.ReportAsync(() => arguments.InvocationConfiguration.Output.WriteLineAsync(
                    isCreated ? $"created table {table.Name}"
                    : $"table {table.Name} exists{(isStreamNew ? "; its stream is turned on" : "")}"));
                return ToolExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    // A user who creates a table that exists relies on it having the requested properties. Returns whether the stream was turned on.
    private static async Task<bool> BringUpToAsync(DynamoTable table, TableDefinition requested, CancellationToken cancellationToken)
    {
        var present = await table.DescribeAsync(cancellationToken);
        var keys = (present.KeySchema ?? []).Select(key => key.AttributeName);
        string[] expected = requested.PartitionAttribute is { } partition ? [partition, requested.KeyAttribute] : [requested.KeyAttribute];
        if (!keys.SequenceEqual(expected))
        {
            throw Refused(
                table.Name,
                $"table {table.Name} exists and has the keys {DescribeTableCommand.KeysOf(present)}, not {string.Join(", ", expected)}; "
                + "take another name, or ask for the keys that it has");
        }

        return requested.HasStream && await table.EnableStreamAsync(cancellationToken);
    }

    private static DynamoDbException Refused(string table, string problem) =>
        new(DynamoDbFailure.InvalidRequest, problem) { Table = table };
}

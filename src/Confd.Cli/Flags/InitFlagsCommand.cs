using System.CommandLine;
using Amazon.DynamoDBv2;
using Confd.Cli.Tables;
using Confd.DynamoDb.Connections;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags init</c>: replaces everything under the prefix by what a file has.</summary>
internal static class InitFlagsCommand
{
    public static Command Create(TableConsole console)
    {
        var shared = new FlagArguments();
        var file = FlagFile.CreateOption("JSON with all flags and segments: {\"flags\":…,\"segments\":…} or the SDKs' file data. - reads stdin.");
        file.Required = true;
        var createsTable = new Option<bool>("--create-table") { Description = "Create the table first, on demand, if it is not there." };
        var command = new Command("init", "Replace all flags and segments by those of a file, and mark the table as initialised.")
        {
            file, createsTable, shared.LargeItems,
        };
        shared.AddTo(command);
        FlagAction.Set(command, async (arguments, cancellationToken) =>
        {
            var data = await FlagFile.ReadAsync(arguments.GetRequiredValue(file), console, cancellationToken);
            using var connection = await DynamoConnection.ConnectAsync(console.Connection, cancellationToken);
            if (arguments.GetValue(createsTable))
            {
                await CreateTableAsync(arguments, shared, console, connection.Client, cancellationToken);
            }

            return await shared.WithStoreAsync(
                arguments, console, store => InitAsync(arguments, shared, console, store, data, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static async Task CreateTableAsync(
        ParseResult arguments, FlagArguments shared, TableConsole console, IAmazonDynamoDB client, CancellationToken cancellationToken)
    {
        var name = arguments.GetRequiredValue(shared.Table);
        var isNew = await FlagTable.CreateAsync(client, name, FlagArguments.TableOptions(arguments, console), cancellationToken);
        if (isNew && !shared.IsJson(arguments))
        {
            await FlagOutput.WriteLineAsync(arguments, $"created table {name}");
        }
    }

    private static async Task<int> InitAsync(
        ParseResult arguments, FlagArguments shared, TableConsole console, DynamoFlagStore store, FlagDataSet data, CancellationToken cancellationToken)
    {
        var (flags, segments) = (data.Kinds[DataKind.Features].Count, data.Kinds[DataKind.Segments].Count);
        var progress = console.ShowsProgress ? new ProgressLine(arguments.InvocationConfiguration.Error, flags + segments) : null;
        var started = console.Clock.GetTimestamp();
        try
        {
            await store.InitAsync(data, progress, cancellationToken);
        }
        finally
        {
            progress?.End();
        }

        var seconds = console.Clock.GetElapsedTime(started).TotalSeconds;
        await (shared.IsJson(arguments)
            ? FlagOutput.WriteJsonAsync(arguments, json =>
            {
                json.WriteStartObject();
                json.WriteString("table", store.Table);
                json.WriteNumber("flags", flags);
                json.WriteNumber("segments", segments);
                json.WriteNumber("seconds", Math.Round(seconds, 3));
                json.WriteEndObject();
            })
            : FlagOutput.WriteLineAsync(
                arguments,
                $"initialised table {store.Table} with {FlagOutput.Count(flags, "flag")} and {FlagOutput.Count(segments, "segment")} in {seconds:0.0} s"));
        return TableExitCode.Success;
    }
}

using System.CommandLine;
using System.Text.Json;
using Confd.Cli.Tables;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags upsert</c>: writes the items of a file that are newer than those in the table.</summary>
internal static class UpsertFlagsCommand
{
    public static Command Create(TableConsole console)
    {
        var shared = new FlagArguments();
        var key = new Argument<string?>("key")
        {
            Description = "Key of one flag or segment, whose JSON object the file holds; without it the file holds many, as for init.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var file = FlagFile.CreateOption("The JSON file. - reads stdin.");
        file.Required = true;
        var command = new Command("upsert", "Write flags and segments whose version is higher than the stored one.") { key, file, shared.Kind, shared.LargeItems };
        shared.AddTo(command);
        FlagAction.Set(command, async (arguments, cancellationToken) =>
        {
            var path = arguments.GetRequiredValue(file);
            var data = arguments.GetValue(key) is { } name
                ? await ReadOneAsync(path, console, shared.KindOf(arguments), name, cancellationToken)
                : await FlagFile.ReadAsync(path, console, cancellationToken);
            return await shared.WithStoreAsync(
                arguments, console, store => UpsertAsync(arguments, shared, store, data, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static async Task<FlagDataSet> ReadOneAsync(string path, TableConsole console, DataKind kind, string key, CancellationToken cancellationToken)
    {
        var json = await console.ReadBytesAsync(path, cancellationToken);
        try
        {
            return new FlagDataSet(new KindItems(kind, new Dictionary<string, VersionedItem> { [key] = FlagItemJson.Read(key, json) }));
        }
        catch (JsonException problem)
        {
            throw new FlagDataException(path, problem.LineNumber + 1 ?? 0, problem.BytePositionInLine + 1 ?? 0, problem.Message);
        }
    }

    private static async Task<int> UpsertAsync(
        ParseResult arguments, FlagArguments shared, DynamoFlagStore store, FlagDataSet data, CancellationToken cancellationToken)
    {
        var written = 0;
        var refused = new List<(DataKind Kind, string Key)>();
        foreach (var stage in data.Stages)
        {
            foreach (var (key, item) in stage.Items)
            {
                if (await store.UpsertAsync(stage.Kind, key, item, cancellationToken))
                {
                    written++;
                }
                else
                {
                    refused.Add((stage.Kind, key));
                }
            }
        }

        if (shared.IsJson(arguments))
        {
            await FlagOutput.WriteJsonAsync(arguments, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("written", written);
                json.WriteNumber("refused", refused.Count);
                json.WriteEndObject();
            });
            return TableExitCode.Success;
        }

        await FlagOutput.WriteLineAsync(arguments, $"wrote {FlagOutput.Count(written, "item")} to table {store.Table}");
        foreach (var (kind, key) in refused)
        {
            await FlagOutput.WriteLineAsync(arguments, $"left the {FlagArguments.NameOf(kind)} {key}: the stored version is the same or higher");
        }

        return TableExitCode.Success;
    }
}

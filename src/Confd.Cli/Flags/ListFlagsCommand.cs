using System.CommandLine;
using System.Text.Json;
using Confd.Cli.Tables;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags list</c>.</summary>
internal static class ListFlagsCommand
{
    public static Command Create(TableConsole console)
    {
        var shared = new FlagArguments();
        var isWithDeleted = new Option<bool>("--deleted") { Description = "Show tombstones too." };
        var command = new Command("list", "Print kind, key and version of every flag and segment.") { isWithDeleted };
        shared.AddTo(command);
        FlagAction.Set(command, (arguments, cancellationToken) => shared.WithStoreAsync(
            arguments,
            console,
            async store =>
            {
                var rows = await ReadAsync(store, arguments.GetValue(isWithDeleted), cancellationToken);
                await (shared.IsJson(arguments) ? WriteJsonAsync(arguments, rows) : WriteTextAsync(arguments, rows));
                return TableExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static async Task<List<Row>> ReadAsync(DynamoFlagStore store, bool isWithDeleted, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var kind in new[] { DataKind.Features, DataKind.Segments })
        {
            var items = await store.GetAllAsync(kind, cancellationToken);
            rows.AddRange(items.Where(item => isWithDeleted || !item.Value.IsDeleted)
                .OrderBy(item => item.Key, StringComparer.Ordinal)
                .Select(item => new Row(FlagArguments.NameOf(kind), item.Key, item.Value)));
        }

        return rows;
    }

    private static async Task WriteTextAsync(ParseResult arguments, List<Row> rows)
    {
        foreach (var row in rows)
        {
            var state = row.Item.IsDeleted ? "\tdeleted" : "";
            await FlagOutput.WriteLineAsync(arguments, $"{row.Kind}\t{FlagOutput.Name(row.Key)}\t{row.Item.Version}{state}");
        }
    }

    private static Task WriteJsonAsync(ParseResult arguments, List<Row> rows) => FlagOutput.WriteJsonAsync(arguments, json =>
    {
        json.WriteStartArray();
        foreach (var row in rows)
        {
            row.Write(json);
        }

        json.WriteEndArray();
    });

    private sealed record Row(string Kind, string Key, VersionedItem Item)
    {
        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("kind", Kind);
            json.WriteString("key", Key);
            json.WriteNumber("version", Item.Version);
            json.WriteBoolean("deleted", Item.IsDeleted);
            json.WriteEndObject();
        }
    }
}

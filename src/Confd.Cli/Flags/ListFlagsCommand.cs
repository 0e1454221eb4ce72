using System.CommandLine;
using System.Text.Json;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Flags;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.DynamoDb;
using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags list</c>.</summary>
internal static class ListFlagsCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new FlagArguments(console);
        var isWithDeleted = new Option<bool>("--deleted") { Description = "Show tombstones too." };
        var command = new Command("list", "Print every flag and segment: kind, key, version, on or off, and what most get.")
        {
            isWithDeleted,
        };
        shared.AddTo(command);
        ToolAction.Set(command, (arguments, cancellationToken) => shared.WithStoreAsync(
            arguments,
            console,
            async store =>
            {
                var rows = await ReadAsync(store, arguments.GetValue(isWithDeleted), cancellationToken);
                await (shared.IsJson(arguments) ? WriteJsonAsync(arguments, rows) : WriteTextAsync(arguments, rows));
                return ToolExitCode.Success;
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
            await ToolOutput.WriteLineAsync(arguments, row.ToText());
        }
    }

    private static Task WriteJsonAsync(ParseResult arguments, List<Row> rows) => ToolOutput.WriteJsonAsync(arguments, json =>
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
        private readonly FeatureFlag? _flag = Kind == "flag" && !Item.IsDeleted ? TryParse(Key, Item) : null;

        public string ToText()
        {
            var row = $"{Kind}\t{ToolOutput.Name(Key)}\t{Item.Version}";
            return (_flag, Item.IsDeleted) switch
            {
                (_, true) => row + "\tdeleted",
                ({ } flag, _) => $"{row}\t{(flag.IsOn ? "on" : "off")}\t{ControlCharacters.Escape(FlagSummary.Of(flag))}",
                _ => row,
            };
        }

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("kind", Kind);
            json.WriteString("key", Key);
            json.WriteNumber("version", Item.Version);
            json.WriteBoolean("deleted", Item.IsDeleted);
            if (_flag is { } flag)
            {
                json.WriteBoolean("on", flag.IsOn);
                json.WriteString("serves", FlagSummary.Of(flag));
                json.WriteNumber("rules", flag.Rules.Length);
                json.WriteNumber("targets", FlagSummary.CountTargets(flag));
                json.WriteNumber("prerequisites", flag.Prerequisites.Length);
                json.WriteStartArray("fallthrough");
                foreach (var (variation, weight) in FlagSummary.SharesOf(flag.Fallthrough))
                {
                    json.WriteStartObject();
                    json.WriteNumber("variation", variation);
                    json.WriteNumber("percent", Weights.ToPercent(weight));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        // A flag that cannot be read is listed nevertheless; `confd flags validate` reports its problem.
        private static FeatureFlag? TryParse(string key, VersionedItem item)
        {
            try
            {
                return FlagJson.Parse(item.Content.Span, key);
            }
            catch (FlagFormatException)
            {
                return null;
            }
        }
    }
}

using System.CommandLine;
using System.Text.Json;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;
using Confd.Shared;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags status</c>: whether the table can be used and is initialized, and its content.</summary>
internal static class FlagStatusCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new FlagArguments(console);
        var command = new Command("status", "Show whether the table is initialized, and count what is in it.");
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            using var connection = await DynamoConnection.ConnectAsync(console.Connection, cancellationToken);
            var options = shared.StoreOptions(arguments, console);
            await using var store = new DynamoFlagStore(connection.Client, arguments.GetRequiredValue(shared.Table), options);
            await using var bigSegments = new DynamoBigSegmentStore(
                connection.Client, store.Table, new() { Prefix = options.Prefix, Table = options.Table });
            var status = await ReadAsync(store, bigSegments, cancellationToken);
            await (shared.IsJson(arguments)
                ? ToolOutput.WriteJsonAsync(arguments, json => status.Write(json, store.Table))
                : ToolOutput.WriteLineAsync(arguments, status.ToText(store.Table)));
            return ToolExitCode.Success;
        });
        return command;
    }

    private static async Task<Status> ReadAsync(
        DynamoFlagStore store, DynamoBigSegmentStore bigSegments, CancellationToken cancellationToken)
    {
        var flags = await store.GetAllAsync(DataKind.Features, cancellationToken);
        var segments = await store.GetAllAsync(DataKind.Segments, cancellationToken);
        return new Status(
            await store.InitializedAsync(cancellationToken),
            flags.Values.Count(item => !item.IsDeleted),
            segments.Values.Count(item => !item.IsDeleted),
            flags.Values.Concat(segments.Values).Count(item => item.IsDeleted),
            await store.GetSourceAsync(cancellationToken),
            await bigSegments.GetSynchronizedOnAsync(cancellationToken));
    }

    private sealed record Status(
        bool IsInitialized, int Flags, int Segments, int Tombstones, FlagTableSource? Source, DateTimeOffset? BigSegmentsSynchronizedOn)
    {
        public string ToText(string table) => string.Join('\n', Lines(table));

        public void Write(Utf8JsonWriter json, string table)
        {
            json.WriteStartObject();
            json.WriteString("table", table);
            json.WriteBoolean("initialized", IsInitialized);
            json.WriteNumber("flags", Flags);
            json.WriteNumber("segments", Segments);
            json.WriteNumber("tombstones", Tombstones);
            if (Source is { } source)
            {
                json.WriteStartObject("source");
                json.WriteString("id", source.Id);
                json.WriteString("name", source.Name);
                if (source.Environment is { } environment)
                {
                    json.WriteString("environment", environment);
                }

                if (source.SyncedOn is { } syncedOn)
                {
                    json.WriteString("synchronizedOn", syncedOn);
                }

                json.WriteEndObject();
            }

            if (BigSegmentsSynchronizedOn is { } time)
            {
                json.WriteString("bigSegmentsSynchronizedOn", time);
            }

            json.WriteEndObject();
        }

        private IEnumerable<string> Lines(string table)
        {
            yield return $"table: {table}";
            yield return $"initialized: {(IsInitialized ? "yes" : "no")}";
            yield return $"flags: {Flags}";
            yield return $"segments: {Segments}";
            yield return $"tombstones: {Tombstones}";
            if (Source is { } source)
            {
                yield return $"source: {ToolOutput.Name(source.Name)} ({ToolOutput.Name(source.Id)})";
                if (source.Environment is { } environment)
                {
                    yield return $"environment: {ToolOutput.Name(environment)}";
                }

                var when = source.SyncedOn is { } syncedOn ? UtcText.Of(syncedOn) : "not yet";
                yield return $"synchronized on: {when}";
            }

            if (BigSegmentsSynchronizedOn is { } time)
            {
                yield return $"big segments synchronized on: {UtcText.Of(time)}";
            }
        }
    }
}

using System.Collections.Concurrent;
using System.CommandLine;
using Confd.Cli.Tables;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags upsert</c>: writes the items of a file that are newer than those in the table.</summary>
internal static class UpsertFlagsCommand
{
    private const int MaxParallelWrites = 8;

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
        var item = FlagDataReader.ReadItem(key, await console.ReadBytesAsync(path, cancellationToken), FlagFile.NameOf(path));
        return new FlagDataSet(new KindItems(kind, new Dictionary<string, VersionedItem> { [key] = item }));
    }

    private static async Task<int> UpsertAsync(
        ParseResult arguments, FlagArguments shared, DynamoFlagStore store, FlagDataSet data, CancellationToken cancellationToken)
    {
        var run = new UpsertRun(store);
        await run.RunAsync(data, cancellationToken);
        if (shared.IsJson(arguments))
        {
            await FlagOutput.WriteJsonAsync(arguments, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("written", run.Written);
                json.WriteNumber("refused", run.Refused.Count);
                json.WriteEndObject();
            });
            return TableExitCode.Success;
        }

        await FlagOutput.WriteLineAsync(arguments, $"wrote {FlagOutput.Count(run.Written, "item")} to table {store.Table}");
        foreach (var (kind, key) in run.Refused)
        {
            await FlagOutput.WriteLineAsync(arguments, $"left the {FlagArguments.NameOf(kind)} {key}: the stored version is the same or higher");
        }

        return TableExitCode.Success;
    }

    private sealed class UpsertRun(DynamoFlagStore store)
    {
        private readonly ConcurrentBag<(DataKind Kind, string Key)> _refused = [];
        private int _written;
        private FlagItemTooLargeException? _tooLarge;

        public int Written => _written;

        /// <summary>What the table has in the same version or a higher one; segments first, then by key.</summary>
        public IReadOnlyList<(DataKind Kind, string Key)> Refused =>
            [.. _refused.OrderBy(item => item.Kind == DataKind.Features).ThenBy(item => item.Key, StringComparer.Ordinal)];

        /// <exception cref="FlagItemTooLargeException">An item is too large; all others were written.</exception>
        public async Task RunAsync(FlagDataSet data, CancellationToken cancellationToken)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxParallelWrites, CancellationToken = cancellationToken };
            foreach (var stage in data.Stages)
            {
                await Parallel.ForEachAsync(stage.Items, parallel, (item, token) => WriteAsync(stage.Kind, item.Key, item.Value, token));
            }

            if (_tooLarge is { } exception)
            {
                throw exception;
            }
        }

        private async ValueTask WriteAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken)
        {
            try
            {
                if (await store.UpsertAsync(kind, key, item, cancellationToken))
                {
                    Interlocked.Increment(ref _written);
                }
                else
                {
                    _refused.Add((kind, key));
                }
            }
            catch (FlagItemTooLargeException exception)
            {
                _tooLarge = exception;
            }
        }
    }
}

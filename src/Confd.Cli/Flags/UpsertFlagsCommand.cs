using System.Collections.Concurrent;
using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;
using Confd.Flags.Validation;
using Confd.Shared;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags upsert</c>: writes the items of a file that are newer than those in the table.</summary>
internal static class UpsertFlagsCommand
{
    private const int MaxParallelWrites = 8;

    public static Command Create(ToolConsole console)
    {
        var shared = new FlagArguments(console);
        var key = new Argument<string?>("key")
        {
            Description = "Key of the flag or segment whose JSON object the file contains; without it, the file contains many, as for "
                + "init.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var file = FlagDataFile.CreateOption("The JSON file. - reads stdin.");
        file.Required = true;
        var force = ValidatedFlags.CreateForceOption();
        var allowsEmpty = new Option<bool>("--allow-empty") { Description = "Accept a file without flags or segments." };
        var isDryRun = new Option<bool>("--dry-run") { Description = "Show what would be written, and change nothing." };
        var command = new Command("upsert", "Write flags and segments whose version is higher than the stored one.")
        {
            key, file, force, allowsEmpty, isDryRun, shared.Kind, shared.LargeItems, shared.Message, shared.Actor,
        };
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            var path = arguments.GetRequiredValue(file);
            var isForced = arguments.GetValue(force);
            var data = arguments.GetValue(key) is { } name
                ? await ReadOneAsync(arguments, path, console, shared.KindOf(arguments), name, isForced, cancellationToken)
                : await FlagDataFile.ReadValidatedAsync(
                    arguments, path, console, bytes => FlagDocumentValidator.ValidatePart(bytes), _ => isForced, cancellationToken);
            if (data.Kinds.Values.All(items => items.Count == 0) && !arguments.GetValue(allowsEmpty))
            {
                throw new ConfigurationException(
                    $"{FlagDataFile.NameOf(path)} has no flags and no segments; nothing was written. If intended, use --allow-empty");
            }

            var isDry = arguments.GetValue(isDryRun);
            return await shared.WithStoreAsync(
                arguments,
                console,
                async store =>
                {
                    await FilledTable.RefuseAsync(arguments, store, isForced, cancellationToken);
                    return await UpsertAsync(arguments, console, shared, store, data, isDry, cancellationToken);
                },
                cancellationToken);
        });
        return command;
    }

    private static async Task<FlagDataSet> ReadOneAsync(
        ParseResult arguments,
        string path,
        ToolConsole console,
        DataKind kind,
        string key,
        bool isForced,
        CancellationToken cancellationToken)
    {
        var bytes = await console.ReadBytesAsync(path, cancellationToken);
        var item = FlagDataReader.ReadItem(key, bytes, FlagDataFile.NameOf(path));
        var problems = FlagDocumentValidator.ValidateItem(kind, key, bytes);
        await ValidatedFlags.RequireValidAsync(arguments, FlagDataFile.NameOf(path), problems, isForced);
        return new FlagDataSet(new KindItems(kind, new Dictionary<string, VersionedItem> { [key] = item }));
    }

    private static async Task<int> UpsertAsync(
        ParseResult arguments,
        ToolConsole console,
        FlagArguments shared,
        DynamoFlagStore store,
        FlagDataSet data,
        bool isDry,
        CancellationToken cancellationToken)
    {
        if (!isDry)
        {
            var author = shared.AuthorOf(arguments);
            var writes = data.Stages.SelectMany(stage => stage.Items.Select(
                item => new FlagDocumentWrite(stage.Kind, item.Key, item.Value, SeenVersion: null, author)));
            await store.RecordAuthorsAsync([.. writes], cancellationToken);
        }

        var run = new UpsertRun(store, isDry);
        await new ProgressLine(console, arguments.InvocationConfiguration.Error, data.Count)
            .FollowAsync(progress => run.RunAsync(data, isDry ? null : progress, cancellationToken));
        var refused = run.Refused;
        await (isDry ? PrintAsync() : ChangesMade.ReportAsync(PrintAsync));
        return refused.Count == 0 ? ToolExitCode.Success : ToolExitCode.NotNewer;

        Task PrintAsync() =>
            shared.IsJson(arguments) ? WriteJsonAsync(arguments, run, isDry) : WriteTextAsync(arguments, store, run, isDry);
    }

    private static Task WriteJsonAsync(ParseResult arguments, UpsertRun run, bool isDry) => ToolOutput.WriteJsonAsync(arguments, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("written", run.Written);
        json.WriteNumber("refused", run.Refused.Count);
        if (isDry)
        {
            json.WriteBoolean("dryRun", true);
        }

        json.WriteEndObject();
    });

    private static async Task WriteTextAsync(ParseResult arguments, DynamoFlagStore store, UpsertRun run, bool isDry)
    {
        await ToolOutput.WriteLineAsync(
            arguments, $"{(isDry ? "would write" : "wrote")} {ToolOutput.Count(run.Written, "item")} to table {store.Table}");
        foreach (var (kind, key) in run.Refused)
        {
            await ToolOutput.WriteLineAsync(
                arguments,
                $"{(isDry ? "would leave" : "left")} the {FlagArguments.NameOf(kind)} {ToolOutput.Name(key)}: "
                + "the stored version is the same or higher");
        }
    }

    private sealed class UpsertRun(DynamoFlagStore store, bool isDry)
    {
        private readonly ConcurrentBag<(DataKind Kind, string Key)> _refused = [];
        private readonly ConcurrentBag<FlagItemRefusedException> _failures = [];
        private int _written;

        public int Written => _written;

        /// <summary>The items that the table has in the same version or a higher one; segments first, then by key.</summary>
        public IReadOnlyList<(DataKind Kind, string Key)> Refused =>
            [.. _refused.OrderBy(item => item.Kind == DataKind.Features).ThenBy(item => item.Key, StringComparer.Ordinal)];

        /// <summary>Writes all items, those that others refer to first.</summary>
        /// <exception cref="FlagItemRefusedException">The table cannot hold one or several items; all others were written.</exception>
        public async Task RunAsync(FlagDataSet data, IProgress<int>? progress, CancellationToken cancellationToken)
        {
            foreach (var stage in data.Stages)
            {
                await ParallelRequests.ForEachAsync(
                    stage.Items,
                    MaxParallelWrites,
                    (item, token) => WriteAsync(stage.Kind, item.Key, item.Value, progress, token),
                    cancellationToken);
            }

            if (FlagItemRefusedException.ForAll(_failures) is { } exception)
            {
                throw exception;
            }
        }

        private async Task WriteAsync(
            DataKind kind, string key, VersionedItem item, IProgress<int>? progress, CancellationToken cancellationToken)
        {
            try
            {
                var isWritten = isDry
                    ? await store.GetAsync(kind, key, cancellationToken) is not { } stored || stored.Version < item.Version
                    : await store.UpsertAsync(kind, key, item, cancellationToken);
                if (isWritten)
                {
                    var written = Interlocked.Increment(ref _written);
                    progress?.Report(written);
                }
                else
                {
                    _refused.Add((kind, key));
                }
            }
            catch (FlagItemRefusedException exception)
            {
                _failures.Add(exception);
            }
        }
    }
}

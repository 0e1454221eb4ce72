using System.CommandLine;
using Confd.Cli.Flags.Authoring;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary>
/// One run of <c>confd flags delete</c>. An item that does not exist is reported, and no tombstone is written for a misspelled key.
/// </summary>
internal sealed class DeleteRun(
    ParseResult arguments, FlagArguments shared, DynamoFlagStore store, string key, bool isForced, bool isDryRun)
{
    private readonly DataKind _kind = shared.KindOf(arguments);
    private readonly string _noun = FlagArguments.NameOf(shared.KindOf(arguments));

    /// <summary>Deletes the item.</summary>
    /// <param name="requested">The version of the deletion; null: the next one.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public async Task<int> RunAsync(long? requested, CancellationToken cancellationToken)
    {
        // Another writer may come in between, which changes the next version.
        long? refused = null;
        await FilledTable.RefuseAsync(arguments, store, isForced, cancellationToken);
        while (true)
        {
            var stored = await store.GetAsync(_kind, key, cancellationToken);
            if (stored is not { IsDeleted: false } && !isForced)
            {
                return await WriteAbsentAsync(stored);
            }

            // A row that cannot be read still has a version.
            var known = stored?.Version ?? await store.FindVersionAsync(_kind, key, cancellationToken);
            if (known == long.MaxValue)
            {
                throw new FlagStoreException(
                    $"the {_noun} {ToolOutput.Name(key)} has the version {known} in table {store.Table}, which nothing can follow: "
                    + "delete its row, and write it again");
            }

            var version = requested ?? (known ?? 0) + 1;
            if (known >= version)
            {
                return await WriteAsync(version, isDeleted: false);
            }

            if (version == refused)
            {
                throw new FlagStoreException(
                    $"table {store.Table} does not take version {version} of the {_noun} {ToolOutput.Name(key)}, though it is newer: "
                    + "look at its row");
            }

            if (refused is null && stored is { IsDeleted: false } && !isForced)
            {
                await WarnAsync(version, cancellationToken);
            }

            refused = version;

            if (isDryRun || await DeleteAsync(version, cancellationToken))
            {
                return await WriteAsync(version, isDeleted: true);
            }
        }
    }

    // Warns of other items that depend on it, in the words of `apply --prune`; not with --force, for which other rows need not be readable.
    private async Task WarnAsync(long version, CancellationToken cancellationToken)
    {
        var seen = await EnvironmentSnapshot.ReadAsync(store, store.Table, cancellationToken);
        var gone = FlagDocument.Read(_kind, key, VersionedItem.Tombstone(version));
        await PlanOutput.WarnAsync(arguments, FlagPlan.Of(seen, [gone]), isForced: true);
    }

    private async Task<bool> DeleteAsync(long version, CancellationToken cancellationToken)
    {
        var tombstone = VersionedItem.Tombstone(version);
        var write = new FlagDocumentWrite(_kind, key, tombstone, SeenVersion: null, shared.AuthorOf(arguments));
        await store.RecordAuthorsAsync([write], cancellationToken);
        return await store.UpsertAsync(_kind, key, tombstone, cancellationToken);
    }

    private async Task<int> WriteAbsentAsync(VersionedItem? tombstone)
    {
        if (shared.IsJson(arguments))
        {
            await WriteJsonAsync(tombstone?.Version, isDeleted: false);
        }

        var state = FlagDocument.RemovalOf(tombstone is null ? null : FlagDocument.ReadAny(_kind, key, tombstone));
        await ToolMessages.ErrorAsync(
            arguments.InvocationConfiguration.Error,
            $"table {store.Table} has no {_noun} {ToolOutput.Name(key)}{state}; nothing was written");
        return ToolExitCode.NotFound;
    }

    private async Task<int> WriteAsync(long version, bool isDeleted)
    {
        var name = $"the {_noun} {ToolOutput.Name(key)}";
        await (isDeleted && !isDryRun ? ChangesMade.ReportAsync(PrintAsync) : PrintAsync());
        return isDeleted ? ToolExitCode.Success : ToolExitCode.NotNewer;

        Task PrintAsync() => shared.IsJson(arguments)
            ? WriteJsonAsync(version, isDeleted)
            : ToolOutput.WriteLineAsync(
                arguments,
                (isDeleted, isDryRun) switch
                {
                    (true, false) => $"deleted {name} in version {version}",
                    (true, true) => $"would delete {name} in version {version}",
                    _ => $"left {name}: the stored version is {version} or higher",
                });
    }

    private Task WriteJsonAsync(long? version, bool isDeleted) => ToolOutput.WriteJsonAsync(arguments, json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", _noun);
        json.WriteString("key", key);
        if (version is { } number)
        {
            json.WriteNumber("version", number);
        }

        json.WriteBoolean("deleted", isDeleted && !isDryRun);
        if (isDryRun)
        {
            json.WriteBoolean("dryRun", true);
        }

        json.WriteEndObject();
    });
}

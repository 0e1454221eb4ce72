using System.Buffers;
using System.CommandLine;
using System.Text;
using Confd.Cli.Flags.Authoring;
using Confd.Cli.Logging;
using Confd.Cli.Operation;
using Confd.Cli.Tools;
using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags export</c>: prints all flags and segments in a form that init and every SDK's file data source read.</summary>
internal static class ExportFlagsCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new FlagArguments(console);
        var file = FlagDataFile.CreateOption("Write to this file instead of stdout; it is replaced in one step. - is stdout.");
        var folder = FolderCommands.CreateFolder(
            "Write a JSON file for each flag to this folder, and to its segments/ for each segment; `apply` reads it back.");
        var archived = new Option<bool>("--archived")
        {
            Description = "Include archived flags and segments, for `init`: some SDKs serve them from a file as if they were not archived.",
        };
        var command = new Command(
            "export", "Print all flags and segments as {\"flags\":…,\"segments\":…}, one item a line, sorted.") { file, folder, archived };
        shared.AddTo(command);
        command.Check(result => result.GetResult(file) is not null && result.GetResult(folder) is not null
            ? "give one of --file and --dir"
            : null);
        ToolAction.Set(command, (arguments, cancellationToken) => shared.WithStoreAsync(
            arguments, console, store => arguments.GetValue(folder) is { } path
                ? FolderExport.WriteAsync(arguments, store, path, shared.IsJson(arguments), cancellationToken)
                : ExportAsync(
                    arguments, shared, store, arguments.GetValue(file), arguments.GetValue(archived), cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> ExportAsync(
        ParseResult arguments,
        FlagArguments shared,
        DynamoFlagStore store,
        string? path,
        bool withArchived,
        CancellationToken cancellationToken)
    {
        var segments = await ReadAsync(arguments, store, DataKind.Segments, withArchived, cancellationToken);
        var flags = await ReadAsync(arguments, store, DataKind.Features, withArchived, cancellationToken);
        var text = new ArrayBufferWriter<byte>();
        FlagDataWriter.Write(text, flags, segments);
        if (path is null or "-")
        {
            await arguments.InvocationConfiguration.Output.WriteAsync(Encoding.UTF8.GetString(text.WrittenSpan));
            return ToolExitCode.Success;
        }

        Replace(path, FileContent.FromMemory(text.WrittenMemory));
        if (!shared.IsJson(arguments))
        {
            await ToolOutput.WriteLineAsync(
                arguments, $"exported {ToolOutput.Count(flags.Count, "flag")} and {ToolOutput.Count(segments.Count, "segment")} to {path}");
        }

        return ToolExitCode.Success;
    }

    // Uses the program's one way of replacing files: never a device, no partial file, with an unpredictable temporary name.
    internal static void Replace(string path, FileContent content)
    {
        var mode = UnixFile.Stat(path)?.Mode ?? PosixProcess.NewFileMode();
        try
        {
            using var staged = StagedFile.Create(
                path, content, new FileAccessRights(mode, Accounts.EffectiveUserId, Accounts.EffectiveGroupId));
            FileReplacer.Replace(staged, path);
        }
        catch (StageException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    // One item that is not JSON would make the whole file unreadable.
    private static async Task<IReadOnlyDictionary<string, VersionedItem>> ReadAsync(
        ParseResult arguments, DynamoFlagStore store, DataKind kind, bool withArchived, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        var stored = await store.GetAllAsync(kind, cancellationToken);
        var archived = 0;
        foreach (var (key, item) in stored.Where(pair => FlagDocument.IsAnythingLeft(kind, pair.Key, pair.Value)))
        {
            if (item.IsDeleted && !withArchived)
            {
                archived++;
                continue;
            }

            try
            {
                items.Add(key, FlagDataReader.ReadItem(key, item.Content.Span, $"the {FlagArguments.NameOf(kind)} {key}"));
            }
            catch (FlagDataException problem)
            {
                await ToolMessages.WarningAsync(arguments.InvocationConfiguration.Error, $"left out {problem.Message}");
            }
        }

        if (archived > 0)
        {
            await ToolMessages.WarningAsync(
                arguments.InvocationConfiguration.Error,
                $"left out {ToolOutput.Count(archived, $"archived {FlagArguments.NameOf(kind)}")}; "
                + "--archived writes them too");
        }

        return items;
    }
}

using System.CommandLine;
using System.Text;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Files;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Cli.Flags.Authoring;

/// <summary>Writes the items of a table into a folder of files. Files of other items are reported, and stay; so do files that are
/// already equal, in their authors' formatting.</summary>
internal static class FolderExport
{
    private const int MaxNamed = 10;

    public static async Task<int> WriteAsync(
        ParseResult arguments, DynamoFlagStore store, string folder, bool isJson, CancellationToken cancellationToken)
    {
        var environment = await EnvironmentSnapshot.ReadAsync(store, store.Table, cancellationToken);
        var documents = environment.Documents().ToLookup(document => document.Fault is null);
        foreach (var unreadable in documents[false])
        {
            await ToolMessages.WarningAsync(arguments.InvocationConfiguration.Error, $"left out: {unreadable.Fault}");
        }

        var files = FlagFolder.FilesByKey(folder);
        var changed = FindChanged(environment, files);
        var paths = documents[true].ToDictionary(
            document => document,
            document => files.GetValueOrDefault(new(document.Kind, document.Key)) ?? FlagFolder.PathOf(folder, document));
        RequireNames(paths);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (document, path) in paths)
        {
            known.Add(path);
            if (!FlagFolder.IsYaml(path) || changed.Contains(path))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                ExportFlagsCommand.Replace(path, FileContent.FromMemory(FlagFile.Write(document)));
            }
        }

        if (isJson)
        {
            return ToolExitCode.Success;
        }

        await ToolOutput.WriteLineAsync(arguments, $"exported {ToolOutput.Count(known.Count, "file")} to {folder}");
        foreach (var other in FlagFolder.AllFilesOf(folder).Where(file => !known.Contains(file)))
        {
            await ToolOutput.WriteLineAsync(arguments, $"left {other}, which does not belong to them");
        }

        return ToolExitCode.Success;
    }

    // Before the first is written: an incomplete folder would be an environment that lost the rest.
    private static void RequireNames(IReadOnlyDictionary<FlagDocument, string> paths)
    {
        var tooLong = paths.Where(path => Encoding.UTF8.GetByteCount(Path.GetFileName(path.Value)) > UnixFile.MaxNameBytes)
            .Select(path => path.Key.Key).Order(StringComparer.Ordinal).ToList();
        if (tooLong.Count > 0)
        {
            throw new ConfigurationException(
                $"{ToolOutput.Count(tooLong.Count, "key")} would make a file's name of more than {UnixFile.MaxNameBytes} bytes, "
                + $"{Excerpt.Of(tooLong, MaxNamed)}: nothing was written. "
                + "Export to one file, with --file");
        }
    }

    // Files in YAML that differ from the table, or cannot be read: they are replaced by JSON, which is YAML too.
    private static HashSet<string> FindChanged(EnvironmentSnapshot environment, Dictionary<ItemName, string> files)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        var read = new List<FlagDocument>();
        foreach (var (item, file) in files.Where(file => FlagFolder.IsYaml(file.Value)))
        {
            try
            {
                read.Add(FlagFolder.Read(item.Kind, file));
            }
            catch (FlagDataException)
            {
                changed.Add(file);
            }
        }

        var changes = FolderPlan.Of(environment, read, SurplusItems.Leave).Changes;
        changed.UnionWith(changes.Select(change => files[new(change.Kind, change.Key)]));
        return changed;
    }
}

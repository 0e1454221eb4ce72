using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Engine.Files;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Files;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary>Writes what a table has into a folder of files. Files of what it has not are named, and stay.</summary>
internal static class FolderExport
{
    public static async Task<int> WriteAsync(
        ParseResult arguments, DynamoFlagStore store, string folder, bool isJson, CancellationToken cancellationToken)
    {
        var environment = await EnvironmentSnapshot.ReadAsync(store, store.Table, cancellationToken);
        var documents = new[] { DataKind.Features, DataKind.Segments }
            .SelectMany(kind => environment.Keys(kind, withDeleted: true).Select(key => environment.Find(kind, key)!))
            .Where(document => !document.IsDeleted || document.IsArchived)
            .ToList();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var path = FlagFolder.PathOf(folder, document);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            ExportFlagsCommand.Replace(path, FileContent.FromMemory(FlagFile.Write(document)));
            written.Add(path);
        }

        if (isJson)
        {
            return ToolExitCode.Success;
        }

        await FlagOutput.WriteLineAsync(arguments, $"exported {FlagOutput.Count(documents.Count, "file")} to {folder}");
        foreach (var other in FlagFolder.AllFilesOf(folder).Where(file => !written.Contains(file)))
        {
            await FlagOutput.WriteLineAsync(arguments, $"left {other}, which is none of them");
        }

        return ToolExitCode.Success;
    }
}

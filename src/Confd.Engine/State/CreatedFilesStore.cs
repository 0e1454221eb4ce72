using System.Text.Json;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.State;

/// <summary>Stores lists of created files in the state folder, one for each resource and folder, as JSON: no name can be more than one
/// entry.</summary>
internal sealed partial class CreatedFilesStore(StateFolder state, ILogger logger)
{
    private const int Version = 1;

    private readonly ILogger _logger = logger;

    /// <summary>Reads the list of a resource; null where there is none that can be trusted.</summary>
    /// <param name="resourceFile">The resource file.</param>
    /// <param name="forEach">The source of the files.</param>
    public CreatedFiles? Load(string resourceFile, ForEach forEach)
    {
        var name = NameOf(resourceFile, forEach);
        if (state.Read(name) is not { } content)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            var list = new CreatedFiles(
                root.GetProperty("resource").GetString()!,
                root.GetProperty("folder").GetString()!,
                [.. root.GetProperty("files").EnumerateArray().Select(file => file.GetString()).OfType<string>()
                    .Where(UnixTree.LeadsDown)]);
            return root.GetProperty("version").GetInt32() == Version && list.Resource == Path.GetFullPath(resourceFile) ? list : null;
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            LogUnreadable(name, resourceFile);
            return null;
        }
    }

    /// <summary>Writes the list of a resource; an empty one removes it.</summary>
    /// <returns>False where it could not be written.</returns>
    public bool Save(Resource resource, CreatedFiles list)
    {
        if (list.Files.Count == 0)
        {
            state.Delete(NameOf(resource.Path, resource.ForEach!));
            return true;
        }

        var content = WrittenJson.Of(
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("version", Version);
                writer.WriteString("resource", list.Resource);
                writer.WriteString("folder", list.Folder);
                writer.WriteStartArray("files");
                foreach (var file in list.Files)
                {
                    writer.WriteStringValue(file);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            },
            new JsonWriterOptions { Indented = true });
        return state.Write(NameOf(resource.Path, resource.ForEach!), content.ToArray());
    }

    private static string NameOf(string resourceFile, ForEach forEach) =>
        StateFileName.Of("files-", Path.GetFullPath(resourceFile), Path.GetFullPath(forEach.Folder));

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The list {Name} in the state folder cannot be read: files that were created for {Resource} earlier stay")]
    private partial void LogUnreadable(string name, string resource);
}

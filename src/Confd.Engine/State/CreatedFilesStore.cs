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
    public CreatedFiles? Load(Resource resource)
    {
        var name = NameOf(resource);
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
            return root.GetProperty("version").GetInt32() == Version && list.Resource == Path.GetFullPath(resource.Path) ? list : null;
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            LogUnreadable(name, resource.Path);
            return null;
        }
    }

    /// <summary>Writes the list of a resource; an empty one removes it.</summary>
    public void Save(Resource resource, CreatedFiles list)
    {
        if (list.Files.Count == 0)
        {
            state.Delete(NameOf(resource));
            return;
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
        state.Write(NameOf(resource), content.ToArray());
    }

    private static string NameOf(Resource resource) =>
        StateFileName.Of("files-", Path.GetFullPath(resource.Path), Path.GetFullPath(resource.ForEach!.Folder));

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The list {Name} in the state folder cannot be read: files that were made for {Resource} before stay")]
    private partial void LogUnreadable(string name, string resource);
}

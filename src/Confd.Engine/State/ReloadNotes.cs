using System.Text.Json;
using Confd.Engine.Commands;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.State;

/// <summary>Records of pending reloads in the state folder, one for each file of a resource, as JSON.</summary>
/// <param name="state">The folder of the notes.</param>
/// <param name="resourceFolder">The full path of <c>conf.d</c>: notes of other configurations are ignored.</param>
/// <param name="logger">Logs notes that cannot be read.</param>
internal sealed partial class ReloadNotes(StateFolder state, string resourceFolder, ILogger logger)
{
    // Many configurations may share the folder, and leave notes there permanently: a run reads only its own.
    private readonly string _kind = $"reload-{StateFileName.MarkOf(resourceFolder)}-";
    private readonly ILogger _logger = logger;

    /// <summary>The notes of earlier runs, by the full path of the resource file; read on first use, as most runs find none. Notes of
    /// removed resources are deleted: there is no service left to notify.</summary>
    public ILookup<string, ReloadNote> Left => field ??= Find().ToLookup(note => note.Resource, StringComparer.Ordinal);

    /// <summary>Writes the note of a file.</summary>
    /// <returns>False where it could not be written.</returns>
    public bool Write(TargetFile file, string stagePath) => state.Write(
        NameOf(file.Resource.Path, file.Path),
        Serialize(new ReloadNote(Path.GetFullPath(file.Resource.Path), file.Path, stagePath, file.Origin)));

    /// <summary>Removes the note of a file, if there is one.</summary>
    public void Delete(TargetFile file) => state.Delete(NameOf(file.Resource.Path, file.Path));

    private static byte[] Serialize(ReloadNote note) => WrittenJson.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("version", 1);
        writer.WriteString("resource", note.Resource);
        writer.WriteString("destination", note.Destination);
        writer.WriteString("file", Path.GetFullPath(note.Destination));
        writer.WriteString("staged", note.StagePath);
        writer.WriteBoolean("literal", note.Origin == PathOrigin.Written);
        writer.WriteEndObject();
    }).ToArray();

    private string NameOf(string resource, string destination) =>
        StateFileName.Of(_kind, Path.GetFullPath(resource), Path.GetFullPath(destination));

    private IEnumerable<ReloadNote> Find()
    {
        foreach (var name in state.Find(_kind).Select(path => Path.GetFileName(path)))
        {
            if (Read(name) is not { } note || !RealPath.IsAtOrBelow(note.Resource, resourceFolder))
            {
                continue;
            }

            if (File.Exists(note.Resource))
            {
                yield return note;
            }
            else
            {
                state.Delete(name);
            }
        }
    }

    private ReloadNote? Read(string name)
    {
        try
        {
            if (state.Read(name) is not { } content)
            {
                return null;
            }

            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            var isLiteral = root.TryGetProperty("literal", out var literal) && literal.GetBoolean();
            var note = new ReloadNote(
                Text(root, "resource"),
                Text(root, "destination"),
                Text(root, "staged"),
                isLiteral ? PathOrigin.Written : PathOrigin.Computed);

            // A note under the name of another file would be run in every cycle, as nothing would remove it.
            var file = Text(root, "file");
            return NameOf(note.Resource, file) != name ? throw new FormatException("it is the note of another file")
                : Path.GetFullPath(note.Destination) == file ? note
                : null; // a relative path, noted in another working directory
        }
        catch (Exception exception) when (exception is JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            LogUnreadable(name);
            return null;
        }
    }

    private static string Text(JsonElement note, string name) =>
        note.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new FormatException($"{name} is missing");

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The note {Name} in the state folder cannot be read: a service may not know its latest file; "
            + "reload it, and remove the note")]
    private partial void LogUnreadable(string name);
}

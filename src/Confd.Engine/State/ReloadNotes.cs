using System.Text.Json;
using Confd.Engine.Commands;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.State;

/// <summary>Notes of reloads that are owed, in the state folder, one for each file of a resource, as JSON.</summary>
/// <param name="state">Where the notes are kept.</param>
/// <param name="resourceFolder">The full path of <c>conf.d</c>: notes of other configurations are left alone.</param>
/// <param name="logger">Hears of notes that cannot be read.</param>
internal sealed partial class ReloadNotes(StateFolder state, string resourceFolder, ILogger logger)
{
    // Many configurations may share the folder, and leave notes there for good: a run looks at those of its own.
    private readonly string _kind = $"reload-{StateFileName.MarkOf(resourceFolder)}-";
    private readonly ILogger _logger = logger;

    /// <summary>What earlier runs have left, by the full path of the resource file; read when it is first asked for, as most runs find
    /// none. Notes of resources that have been taken away are removed: there is nobody to tell any more.</summary>
    public ILookup<string, ReloadNote> Left => field ??= Find().ToLookup(note => note.Resource, StringComparer.Ordinal);

    /// <summary>Writes the note of a file.</summary>
    /// <returns>False where it could not be written.</returns>
    public bool Write(TargetFile file, string stagePath) => state.Write(
        NameOf(file.Resource.Path, file.Path),
        Serialize(new ReloadNote(Path.GetFullPath(file.Resource.Path), file.Path, stagePath, file.Origin)));

    /// <summary>Removes the note of a file; one that is not there is no error.</summary>
    public void Delete(TargetFile file) => state.Delete(NameOf(file.Resource.Path, file.Path));

    private static byte[] Serialize(ReloadNote note) => WrittenJson.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("version", 1);
        writer.WriteString("resource", note.Resource);
        writer.WriteString("destination", note.Destination);
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

            // One that another name belongs to would be run in every cycle: nothing would remove it.
            return NameOf(note.Resource, note.Destination) == name ? note : throw new FormatException("it is the note of another file");
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

using System.Buffers;
using System.Text.Json;
using Confd.Engine.Keys;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.State;

/// <summary>
/// Notes of reloads that are owed, in the state folder: written before a file is replaced and removed when its service knows, so that a
/// program that dies in between leaves the note for the next one.
/// </summary>
/// <param name="state">Where the notes are kept.</param>
/// <param name="resourceFolder">The full path of <c>conf.d</c>: notes of other configurations are left alone.</param>
/// <param name="logger">Hears of notes that cannot be read.</param>
internal sealed partial class OwedReloads(StateFolder state, string resourceFolder, ILogger logger)
{
    // Many configurations may share the folder, and leave notes there for good: a run looks at those of its own.
    private readonly string _kind = $"reload-{StateFileName.MarkOf(resourceFolder)}-";
    private readonly ILogger _logger = logger;
    private Dictionary<string, OwedReload>? _notes;

    // Read when the first one asks: most runs of the program find none.
    private Dictionary<string, OwedReload> Notes => _notes ??= Load();

    /// <summary>The note for a destination; null where nothing is owed.</summary>
    public OwedReload? Find(Resource resource) => Notes.GetValueOrDefault(NameOf(resource));

    /// <summary>All notes of a resource file, in no particular order.</summary>
    public IReadOnlyList<OwedReload> FindAll(Resource resource)
    {
        var path = Path.GetFullPath(resource.Path);
        return Notes.Count == 0 ? [] : [.. Notes.Values.Where(note => note.Resource == path)];
    }

    /// <summary>Notes that a destination's reload is owed.</summary>
    public void Add(Resource resource, string stagePath)
    {
        var note = new OwedReload(Path.GetFullPath(resource.Path), resource.Destination, stagePath, resource.PathOrigin);
        if (state.Write(NameOf(resource), Serialize(note)))
        {
            Notes[NameOf(resource)] = note;
        }
    }

    /// <summary>Notes that nothing is owed any more.</summary>
    public void Remove(Resource resource)
    {
        var name = NameOf(resource);
        if (Notes.Remove(name))
        {
            state.Delete(name);
        }
    }

    private static byte[] Serialize(OwedReload note)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("resource", note.Resource);
            writer.WriteString("destination", note.Destination);
            writer.WriteString("staged", note.StagePath);
            writer.WriteBoolean("literal", note.Origin == PathOrigin.Written);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private string NameOf(Resource resource) => NameOf(resource.Path, resource.Destination);

    private string NameOf(string resource, string destination) =>
        StateFileName.Of(_kind, Path.GetFullPath(resource), Path.GetFullPath(destination));

    private Dictionary<string, OwedReload> Load()
    {
        var notes = new Dictionary<string, OwedReload>(StringComparer.Ordinal);
        foreach (var name in state.Find(_kind).Select(path => Path.GetFileName(path)))
        {
            if (Read(name) is not { } note || !KeyPath.IsAtOrBelow(note.Resource, resourceFolder))
            {
                continue;
            }

            if (File.Exists(note.Resource))
            {
                notes[name] = note;
            }
            else
            {
                // Its resource has been taken away: there is nobody to tell any more.
                state.Delete(name);
            }
        }

        return notes;
    }

    private OwedReload? Read(string name)
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
            var note = new OwedReload(
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

using Confd.Engine.Documents;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Files;
using Confd.Flags.Storage;
using Confd.GoTemplate;
using Confd.Shared;
using Confd.Shared.Files;

namespace Confd.Cli.Flags.Authoring;

/// <summary>A folder of flags in version control: <c>KEY.yaml</c>, <c>.yml</c> or <c>.json</c> for each flag, and in <c>segments/</c> for
/// each segment.</summary>
internal static class FlagFolder
{
    private const string Segments = "segments";
    private const string Json = ".json";

    private static readonly string[] Extensions = [Json, ".yaml", ".yml"];

    /// <summary>Reads all files.</summary>
    /// <exception cref="FlagDataException">A file is not a flag or segment, or a key has two files.</exception>
    /// <exception cref="IOException">There is no such folder, or it cannot be read.</exception>
    public static List<FlagDocument> Read(string folder) => Directory.Exists(folder)
        ? [.. FilesByKey(folder).Select(file => Read(file.Key.Kind, file.Value))]
        : throw new DirectoryNotFoundException($"the folder {folder} is not there");

    /// <summary>The files of a folder by kind and key.</summary>
    /// <exception cref="FlagDataException">A key has two files.</exception>
    public static Dictionary<ItemName, string> FilesByKey(string folder)
    {
        var files = new Dictionary<ItemName, string>();
        foreach (var (kind, path) in FoldersOf(folder))
        {
            foreach (var file in FilesOf(path))
            {
                if (!files.TryAdd(new(kind, KeyOf(file)), file))
                {
                    throw new FlagDataException(folder, 0, 0, $"the {FlagArguments.NameOf(kind)} {KeyOf(file)} has two files");
                }
            }
        }

        return files;
    }

    /// <summary>The file name for a flag or segment that is new to a folder.</summary>
    public static string PathOf(string folder, FlagDocument document)
    {
        var name = Path.Combine(document.Kind == DataKind.Segments ? Path.Combine(folder, Segments) : folder, FileName(document.Key));
        return name + Json;
    }

    /// <summary>True for a file that is written by hand.</summary>
    public static bool IsYaml(string file) => Path.GetExtension(file) != Json;

    /// <summary>All files of a folder that may be flags or segments, in order.</summary>
    public static IEnumerable<string> FilesOf(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder).Where(IsOurs).Order(StringComparer.Ordinal)
        : [];

    /// <summary>All files of flags and segments below a folder.</summary>
    public static IEnumerable<string> AllFilesOf(string folder) => FilesOf(folder).Concat(FilesOf(Path.Combine(folder, Segments)));

    // Editors and systems leave hidden files; in a key that begins with a dot, the dot is escaped.
    private static bool IsOurs(string file) => Extensions.Contains(Path.GetExtension(file)) && !Path.GetFileName(file).StartsWith('.');

    // Keys that are not valid file names on every system: percent-encoded.
    private static string FileName(string key) => Uri.EscapeDataString(key) is var name && name.StartsWith('.') ? $"%2E{name[1..]}" : name;

    private static string KeyOf(string file) => Uri.UnescapeDataString(Path.GetFileNameWithoutExtension(file));

    private static (DataKind Kind, string Path)[] FoldersOf(string folder) =>
        [(DataKind.Features, folder), (DataKind.Segments, Path.Combine(folder, Segments))];

    /// <summary>Reads a file.</summary>
    /// <exception cref="FlagDataException">It is not a flag or segment.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FlagDocument Read(DataKind kind, string file)
    {
        var bytes = RegularFile.ReadAll(file);
        var text = IsYaml(file) ? ToJson(bytes, file) : bytes.AsMemory(^ByteOrderMark.Cut(bytes).Length..);
        return FlagFile.Read(kind, KeyOf(file), text, file);
    }

    private static byte[] ToJson(byte[] yaml, string file)
    {
        try
        {
            return YamlJson.Convert(yaml);
        }
        catch (ErrorTextException problem)
        {
            throw new FlagDataException(file, 0, 0, problem.Text.Redacted);
        }
    }
}

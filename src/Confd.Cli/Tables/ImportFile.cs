using System.Text.Unicode;
using Confd.Cli.Tools;
using Confd.Engine.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Keys;
using Confd.Shared;

namespace Confd.Cli.Tables;

/// <summary>Reads keys and values from a file, as JSON, YAML or <c>KEY=VALUE</c> lines.</summary>
internal sealed class ImportFile(ToolConsole console)
{
    public const string Json = "json";
    public const string Yaml = "yaml";
    public const string Env = "env";

    /// <summary>Reads one file; nested maps and lists become paths below <paramref name="prefix"/>.</summary>
    /// <param name="path">A file, or <c>-</c> for stdin.</param>
    /// <param name="format">One of the formats; null: by the file's extension, and <c>KEY=VALUE</c> for any other.</param>
    /// <param name="prefix">Put in front of every key.</param>
    /// <param name="onSkipped">Called for each value that has no text form.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<Dictionary<string, string>> ReadAsync(
        string path, string? format, string prefix, Action<string> onSkipped, CancellationToken cancellationToken)
    {
        var values = (format ?? FormatOf(path)) switch
        {
            Json => Document(await console.ReadBytesAsync(path, cancellationToken), path, ".json", onSkipped),
            Yaml => Document(await console.ReadBytesAsync(path, cancellationToken), path, ".yaml", onSkipped),
            _ => KeyValueLines.Parse(new MemoryStream(await console.ReadBytesAsync(path, cancellationToken)), path),
        };
        return values.ToDictionary(pair => KeyPath.Clean($"{prefix}/{pair.Key}"), pair => pair.Value, StringComparer.Ordinal);
    }

    private static string FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".json" => Json,
        ".yaml" or ".yml" => Yaml,
        _ => Env,
    };

    private static Dictionary<string, string> Document(byte[] bytes, string path, string extension, Action<string> onSkipped)
    {
        bytes = bytes[^ByteOrderMark.Cut(bytes).Length..];

        // Go's JSON reader replaces invalid bytes with U+FFFD; a table should not get them.
        if (extension == ".json" && !Utf8.IsValid(bytes))
        {
            TextBytes.Decode(bytes, path);
        }

        // The reader chooses the format by extension; a file of another name is read under its own name plus that extension.
        var name = (Path.GetExtension(path), extension) is (".json", ".json") or (".yaml" or ".yml", ".yaml") ? path : path + extension;
        var file = new KeyFile(
            UnsupportedScalars.Keep, skipped => onSkipped($"{skipped.Path}:{skipped.Line}: {skipped.Key} is skipped: {skipped.Reason}"))
        {
            // No value of a file may be skipped silently: --prune would even delete it.
            IsStrict = true,
        };
        return file.Read(bytes, name).ToDictionary(
            pair => pair.Key, pair => TextBytes.Decode(pair.Value.Span, $"{path}: {pair.Key}"), StringComparer.Ordinal);
    }
}

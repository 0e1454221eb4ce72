using Confd.Backends;
using Confd.Engine.Documents;

namespace Confd.Engine.Backends;

/// <summary>Converts the text of a JSON or YAML file to keys and values.</summary>
/// <param name="unsupportedScalars">How YAML dates and integers from 2^63 to 2^64-1 are handled.</param>
/// <param name="onSkipped">Called for each value that is left out.</param>
internal sealed class KeyFile(UnsupportedScalars unsupportedScalars, Action<SkippedValue> onSkipped)
{
    /// <summary>Whether a file is refused that contains more than keys can represent: a second YAML document, two entries with the same
    /// key, an unpaired surrogate; otherwise the first document, the last entry and U+FFFD are used, as in the original.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Reads a document whose format is determined by the file's extension: <c>.json</c>; <c>.yaml</c>, <c>.yml</c> or none for
    /// YAML.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="path">The file, for errors; it is not opened.</param>
    /// <param name="target">The target of a link, for its extension; null where there is no link.</param>
    /// <returns>
    /// Keys such as <c>/app/hosts/0</c> in the order of the document.
    /// </returns>
    /// <exception cref="KeyBackendException">The extension is unknown or the text is malformed; the message names file and line, never a
    /// value.</exception>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Read(ReadOnlySpan<byte> content, string path, string? target = null)
    {
        RequireKnownExtension(path, target);
        var isJson = ExtensionOf(target ?? path) == ".json";
        try
        {
            var root = isJson ? JsonDocumentReader.Read(content, IsStrict) : YamlDocumentReader.Read(content, IsStrict);
            return new DocumentFlattener(path, unsupportedScalars, onSkipped, IsStrict).Flatten(root);
        }
        catch (DocumentException exception)
        {
            var text = exception.Text;
            var place = $"failed to read configuration file: failed to unmarshal {(isJson ? "JSON" : "YAML")} file {path}: ";
            throw new KeyBackendException(place + text.Full, place + (exception.QuotesName ? text.Full : text.Redacted), exception);
        }
    }

    /// <summary>Throws for an extension without a format.</summary>
    /// <inheritdoc cref="Read"/>
    internal static void RequireKnownExtension(string path, string? target = null)
    {
        if (ExtensionOf(target ?? path) is not (".json" or ".yaml" or ".yml" or ""))
        {
            throw new KeyBackendException(
                $"failed to read configuration file: failed to process file {path}: invalid file extension, YAML or JSON only");
        }
    }

    // As Go's filepath.Ext: from the last dot of the name, also where it is the first or the last character.
    private static string ExtensionOf(string path)
    {
        var name = Path.GetFileName(path);
        var dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name[dot..];
    }
}

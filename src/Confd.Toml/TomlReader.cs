using Confd.Toml.Parsing;

namespace Confd.Toml;

/// <summary>Reads TOML 1.0.0 documents (<see href="https://toml.io/en/v1.0.0"/>).</summary>
public static class TomlReader
{
    /// <summary>The deepest nesting of arrays and inline tables that is read: 128.</summary>
    public const int MaxDepth = 128;

    /// <summary>Reads a whole document.</summary>
    /// <param name="utf8">The document's bytes; a byte order mark in front is skipped. Nothing of it is kept.</param>
    /// <param name="path">The name that errors carry, such as the file's path; it is not opened.</param>
    /// <returns>The root table; empty for an empty document.</returns>
    /// <exception cref="TomlException">
    /// The bytes are not UTF-8, the text is not TOML 1.0, a key is defined twice, an integer exceeds 64 bits, or values nest deeper than
    /// <see cref="MaxDepth"/>.
    /// </exception>
    public static TomlTable Read(ReadOnlySpan<byte> utf8, string path) =>
        new TomlParser(new TomlScanner(utf8.ToArray(), path)).ReadDocument();
}

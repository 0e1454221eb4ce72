using System.Text;
using Confd.Toml.Parsing;

namespace Confd.Toml;

/// <summary>Reads TOML documents, of version 1.1.0 (<see href="https://toml.io/en/v1.1.0"/>) unless an earlier one is specified.</summary>
/// <example>
/// <code>
/// var table = TomlReader.Read("SRC = 1\nsrc = 2\n"u8, "f.toml");
/// </code>
/// </example>
public static class TomlReader
{
    /// <summary>The deepest nesting of headers, dotted keys, arrays and inline tables, all together, that is read: 128.</summary>
    public const int MaxDepth = 128;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a whole document.</summary>
    /// <param name="utf8">The document's bytes; a byte order mark in front is skipped. Nothing of it is kept.</param>
    /// <param name="path">The name that errors carry, such as the file's path; it is not opened.</param>
    /// <param name="version">The version of TOML that the document may use.</param>
    /// <param name="cancellationToken">Checked with each line and each value.</param>
    /// <returns>The root table; empty for an empty document.</returns>
    /// <exception cref="TomlException">
    /// The bytes are not UTF-8, the text is not TOML of that version, a key is defined twice, a number exceeds 64 bits, or values nest
    /// deeper than <see cref="MaxDepth"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static TomlTable Read(
        ReadOnlySpan<byte> utf8, string path, TomlVersion version = TomlVersion.Toml11, CancellationToken cancellationToken = default) =>
        new TomlParser(new TomlScanner(utf8.ToArray(), path, version), cancellationToken).ReadDocument();

    /// <summary>Reads a whole document from a string.</summary>
    /// <param name="text">The document; a byte order mark in front is skipped.</param>
    /// <param name="path">The name that errors carry; it is not opened.</param>
    /// <param name="version">The version of TOML that the document may use.</param>
    /// <param name="cancellationToken">Checked with each line and each value.</param>
    /// <returns>The root table; empty for an empty document.</returns>
    /// <exception cref="TomlException">As for bytes; also where the text holds half of a surrogate pair.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static TomlTable Read(
        string text, string path, TomlVersion version = TomlVersion.Toml11, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return Read(StrictUtf8.GetBytes(text), path, version, cancellationToken);
        }
        catch (EncoderFallbackException problem)
        {
            throw new TomlException(path, PositionAt(text.AsSpan(0, problem.Index)), "half of a surrogate pair is not a Unicode character");
        }
    }

    /// <summary>Reads a whole document from a stream.</summary>
    /// <param name="utf8">Read from its current position to its end; stays open.</param>
    /// <param name="path">The name that errors carry, such as the file's path; it is not opened.</param>
    /// <param name="version">The version of TOML that the document may use.</param>
    /// <param name="cancellationToken">Checked with each line and each value.</param>
    /// <returns>The root table; empty for an empty document.</returns>
    /// <exception cref="TomlException">As for bytes.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static TomlTable Read(
        Stream utf8, string path, TomlVersion version = TomlVersion.Toml11, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        using var copy = new MemoryStream();
        utf8.CopyTo(copy);
        return Read(copy.GetBuffer().AsSpan(0, (int)copy.Length), path, version, cancellationToken);
    }

    // The position after the given text.
    private static SourcePosition PositionAt(ReadOnlySpan<char> before)
    {
        var column = 1;
        foreach (var _ in before[(before.LastIndexOf('\n') + 1)..].EnumerateRunes())
        {
            column++;
        }

        return new SourcePosition(before.Count('\n') + 1, column);
    }
}

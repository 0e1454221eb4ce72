using System.Text;
using System.Text.Unicode;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Confd.Engine.Backends.Documents;

/// <summary>Reads the first document of a YAML text, which must be a mapping or empty.</summary>
internal static class YamlDocumentReader
{
    /// <summary>Reads a mapping; an empty text is an empty mapping.</summary>
    /// <exception cref="DocumentException">The text is not UTF-8 or not YAML, a key occurs twice, or the root is something else.</exception>
    public static DocumentNode Read(ReadOnlySpan<byte> content)
    {
        var (root, line) = ReadDocument(content);
        return root is DocumentNode.Mapping || ReferenceEquals(root, DocumentNode.Nothing)
            ? root
            : throw new DocumentException($"yaml: line {line}: the root of the document must be a mapping");
    }

    /// <summary>Reads a document of any shape.</summary>
    /// <exception cref="DocumentException">The text is not UTF-8 or not YAML, or a key occurs twice.</exception>
    public static (DocumentNode Root, long Line) ReadDocument(ReadOnlySpan<byte> content)
    {
        using var text = new StringReader(Decode(content));
        try
        {
            var parser = new Parser(text);
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return (DocumentNode.Nothing, 1);
            }

            parser.Consume<DocumentStart>();
            var line = parser.Current!.Start.Line;
            var root = new YamlNodeBuilder(parser).Build();
            parser.Consume<DocumentEnd>();
            return (root, line);
        }
        catch (YamlException exception)
        {
            throw new DocumentException($"yaml: line {exception.Start.Line}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // The scanner of the library lets these through for some broken directives, tags and anchors.
            throw new DocumentException($"yaml: {exception.Message}", exception);
        }
    }

    private static string Decode(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Encoding.Unicode.GetString(content[2..]);
        }

        if (content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Encoding.BigEndianUnicode.GetString(content[2..]);
        }

        content = content.StartsWith("\uFEFF"u8) ? content[3..] : content;
        return Utf8.IsValid(content) ? Encoding.UTF8.GetString(content) : throw new DocumentException($"yaml: line {LineOfBadByte(content)}: invalid UTF-8");
    }

    private static int LineOfBadByte(ReadOnlySpan<byte> content)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(content[offset..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            offset += length;
        }

        return content[..offset].Count((byte)'\n') + 1;
    }
}

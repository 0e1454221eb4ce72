using System.Text;
using System.Text.Unicode;
using Confd.GoTemplate;
using Confd.Shared;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Confd.Engine.Documents;

/// <summary>Reads the first document of a YAML text, which must be a mapping or empty.</summary>
internal static class YamlDocumentReader
{
    // Each round corrects one line. A file that needs more has other errors.
    private const int MaxRounds = 1000;

    // How far corrected white space may make a text grow: a small one by a lot.
    private const long MaxGrowth = 4;
    private const long MaxBlanks = 1 << 20;

    private const string NotYaml = "this text is not YAML";

    /// <summary>Reads a mapping; an empty text is an empty mapping.</summary>
    /// <param name="content">The text.</param>
    /// <param name="isOnly">Whether a second document is an error; otherwise it is not read.</param>
    /// <exception cref="DocumentException">The text is not UTF-8 or not YAML, a key occurs twice, or the root is not a
    /// mapping.</exception>
    public static DocumentNode Read(ReadOnlySpan<byte> content, bool isOnly = false)
    {
        var (root, line) = ReadDocument(content, isOnly: isOnly);
        return root is DocumentNode.Mapping || ReferenceEquals(root, DocumentNode.Nothing)
            ? root
            : throw new DocumentException($"yaml: line {line}: the root of the document must be a mapping");
    }

    /// <summary>Reads a document of any shape.</summary>
    /// <param name="content">The text.</param>
    /// <param name="asHelm">Whether scalars, names and entries are interpreted as by Helm.</param>
    /// <param name="isOnly">Whether a second document is an error; otherwise it is not read.</param>
    /// <param name="step">Called for each token; its exceptions end the reading. Null: nothing.</param>
    /// <exception cref="DocumentException">The text is not UTF-8 or not YAML, or a key occurs twice.</exception>
    public static (DocumentNode Root, long Line) ReadDocument(
        ReadOnlySpan<byte> content, bool asHelm = false, bool isOnly = false, Action? step = null)
    {
        var text = WithoutControlCharacters(Decode(content));
        var maxLength = (MaxGrowth * text.Length) + MaxBlanks;
        var lastLine = 0L;
        for (var round = 1; ; round++)
        {
            using var reader = new StringReader(text);
            var scanner = new YamlTokens(reader, step);
            try
            {
                var document = Parse(new Parser(scanner), text, asHelm, isOnly);
                YamlTabs.Refuse(text, step);
                return document;
            }
            catch (Exception exception) when (IsFromLibrary(exception))
            {
                var line = exception is YamlException { End.Line: > 0 } placed ? placed.End.Line : scanner.CurrentPosition.Line;
                var relaxed = round < MaxRounds && line > lastLine
                    ? YamlLayout.TryRelax(text, exception, scanner.CurrentPosition, maxLength)
                    : null;
                text = relaxed ?? throw Describe(exception, scanner.CurrentPosition);
                lastLine = line;
            }
        }
    }

    private static (DocumentNode Root, long Line) Parse(Parser parser, string text, bool asHelm, bool isOnly)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            return (DocumentNode.Nothing, 1);
        }

        parser.Consume<DocumentStart>();
        var line = parser.Current!.Start.Line;
        var root = new YamlNodeBuilder(parser, text, asHelm).Build();
        parser.Consume<DocumentEnd>();
        return !isOnly || parser.Accept<StreamEnd>(out _)
            ? (root, line)
            : throw new DocumentException($"yaml: line {parser.Current!.Start.Line}: there is a second document");
    }

    // For some malformed directives, tags, anchors and indentations the library's scanner throws other exceptions than its own.
    private static bool IsFromLibrary(Exception exception) =>
        exception is YamlException or ArgumentException or InvalidOperationException or FormatException or OverflowException;

    private static DocumentException Describe(Exception exception, Mark position) => exception switch
    {
        YamlException placed => new DocumentException(
            ErrorText.Format($"yaml: line {placed.Start.Line}: {ReasonOf(placed)}"), exception),
        InvalidOperationException =>
            new DocumentException($"yaml: line {position.Line}: this line is not indented as what surrounds it", exception),
        _ => new DocumentException(ErrorText.Format($"yaml: line {position.Line}: {new ErrorText(exception.Message, NotYaml)}"), exception),
    };

    // The library passes some messages of .NET on, with the name of its parameter.
    private static ErrorText ReasonOf(YamlException problem)
    {
        var end = problem.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        var message = (end < 0 ? problem.Message : problem.Message[..end]).Replace("whtespace", "whitespace", StringComparison.Ordinal);
        return new ErrorText(message, WithoutQuotes(message));
    }

    // Some of the library's messages quote anchors, tags and parts of the text.
    private static string WithoutQuotes(string message) => message.AsSpan().IndexOfAny("'\"`\n:") < 0 ? message : NotYaml;

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

        content = ByteOrderMark.Cut(content);
        return Utf8.IsValid(content) ? Encoding.UTF8.GetString(content) : throw new DocumentException(
            $"yaml: line {LineOfBadByte(content)}: invalid UTF-8");
    }

    // YAML allows tab, line feed and carriage return, and from the C1 control characters the next line.
    private static string WithoutControlCharacters(string text)
    {
        for (var offset = 0; offset < text.Length; offset++)
        {
            if (char.IsControl(text[offset]) ? text[offset] is not ('\t' or '\n' or '\r' or '\u0085') : text[offset] is '\uFFFE'
                or '\uFFFF')
            {
                throw new DocumentException(
                    $"yaml: line {text.AsSpan(0, offset).Count('\n') + 1}: control characters are not allowed (U+{(int)text[offset]:X4})");
            }
        }

        return text;
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
